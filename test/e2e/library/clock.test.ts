import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';

import type { Adapter, AdapterCheckOptions } from '../../../src/index.js';
import { check, httpAdapter, nodeAdapter, withClock } from '../../../src/index.js';
import { listenerOf } from '../../zoo/base/http.js';
import { ExpiringRecords } from '../../zoo/base/expiring.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { define } from '../../zoo/zoo.js';
import { blocks } from '../process/snippets.js';

const HOUR_MS = 3_600_000;
const OPTIONS = {
  path: '/charges',
  bodies: ['{"amount":"{{int 1 5000}}","currency":"usd","reference":"{{nonce}}"}'],
  effects: ['GET /charges?reference={{nonce}}'],
  retentionMs: 24 * HOUR_MS,
  timeMs: 15_000,
  runs: 80,
  seed: 4,
};

const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** A service that forgets its keys after a time of a clock that can be moved. */
async function keeping(retentionMs: number) {
  let aheadMs = 0;
  const records = new ExpiringRecords(retentionMs, () => performance.now() + aheadMs);
  const { url, close } = await define({ name: 'clocked', about: 'Has a clock of its own.', service: () => build(conflictRules(), { records }) }).start();
  closing.push(close);
  const adapter = httpAdapter({ instances: [url] });
  return { adapter, movable: withClock(adapter, (byMs) => void (aheadMs += byMs)), aheadMs: () => aheadMs };
}

const verdictOf = ({ verdicts }: Awaited<ReturnType<typeof check>>) => verdicts.find(({ id }) => id === 'expiry');
const raised = ({ verdicts }: Awaited<ReturnType<typeof check>>) => verdicts.flatMap(({ findings }) => findings.map(({ property, cause }) => `${property}/${cause}`));

describe('a clock that can be moved', () => {
  it.concurrent('should find that a key is gone long before its day is over', async () => {
    const { movable } = await keeping(HOUR_MS);
    const result = await check(movable, OPTIONS);
    const [finding] = verdictOf(result)?.findings ?? [];
    expect(finding).toMatchObject({ cause: 'expired-early' });
    expect(finding?.reproduction.failures).toBeGreaterThan(0);
    expect(finding?.history.events.some((event) => event.type === 'clock' && event.byMs > HOUR_MS)).toBe(true);
  }, 60_000);

  it.concurrent('should put a day to the test, and raise nothing where it is kept', async () => {
    const { movable, aheadMs } = await keeping(24 * HOUR_MS);
    const result = await check(movable, OPTIONS);
    expect(raised(result)).toEqual([]);
    expect(verdictOf(result)?.verdict).toBe('pass');
    expect(aheadMs()).toBeGreaterThan(24 * HOUR_MS);
  }, 60_000);

  it.concurrent('should know nothing of either where it cannot be moved', async () => {
    const result = await check((await keeping(HOUR_MS)).adapter, OPTIONS);
    expect(raised(result)).toEqual([]);
    expect(verdictOf(result)?.verdict).toBe('unknown');
  }, 60_000);

  it.concurrent('should say that it could not be moved, and judge nothing at a time that did not come', async () => {
    const adapter = withClock((await keeping(HOUR_MS)).adapter, () => Promise.reject(new Error('no such endpoint')));
    const result = await check(adapter, OPTIONS);
    expect(raised(result)).toEqual([]);
    expect(verdictOf(result)?.verdict).toBe('unknown');
    expect(result.notes.map(({ text }) => text)).toContain("the target's clock could not be moved: no such endpoint");
  }, 60_000);

  it.concurrent('should be moved as docs/time.md shows it', async () => {
    const [example = ''] = blocks(readFileSync('docs/time.md', 'utf8'), 'ts');
    const [imports, ...lines] = example.split('\n');
    expect(imports).toBe("import { check, nodeAdapter, withClock } from 'retryproof';");
    const { bodies, effects, timeMs, runs, seed } = OPTIONS;
    const given = {
      nodeAdapter,
      withClock,
      bodies,
      effects,
      check: (adapter: Adapter, options: AdapterCheckOptions) => check(adapter, { ...options, timeMs, runs, seed }),
      createApp: ({ now }: { readonly now: () => number }) => listenerOf(build(conflictRules(), { records: new ExpiringRecords(HOUR_MS, now) })),
    };
    // oxlint-disable-next-line no-new-func -- the page's own lines, with the service's names in scope
    const run = new Function(...Object.keys(given), `return (async () => { ${lines.join('\n')} return result; })();`) as (...all: unknown[]) => ReturnType<typeof check>;
    expect(verdictOf(await run(...Object.values(given)))?.findings).toMatchObject([{ cause: 'expired-early' }]);
  }, 60_000);

  it('should be a function', () => {
    const adapter = httpAdapter({ instances: ['http://localhost:1'] });
    expect(() => withClock(adapter, 5 as never)).toThrow('withClock(adapter, (byMs) =>');
  });
});
