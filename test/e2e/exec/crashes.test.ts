import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { HistoryEvent } from '../../../src/model/index.js';
import type { ZooServer } from '../../zoo/index.js';
import { BODY, EFFECTS, fresh } from '../targets/cli.js';
import { checkServer, findingsOf } from '../zoo/run.js';

/** The ledger is started by the kit, over and over. */
function ledger(mode: string): Pick<ZooServer, 'start' | 'flags'> {
  const command = `MODE=${mode} BOOK=${join(fresh(), 'book')} ${process.execPath} ${resolve('test/e2e/exec/ledger.mjs')}`;
  return {
    start: () => Promise.resolve({ url: 'http://localhost:{{port}}/charges', close: () => Promise.resolve() }),
    flags: (url) => [url, '-d', BODY, '--effects', EFFECTS, '--lease', '500ms', '--exec', command, '--seed', '7'],
  };
}

const strikes = (events: readonly HistoryEvent[]): number => events.filter((event) => event.type === 'disruption' && event.begins !== undefined).length;

describe('a service that dies while it works', { timeout: 90_000 }, () => {
  it('should stay silent where key and effect are written as one', async () => {
    const { result, histories } = await checkServer(ledger('atomic'), ['--time', '8s']);
    expect(findingsOf(result)).toEqual([]);
    expect([0, 4], result.exitReason).toContain(result.exitCode);
    expect(result.contract.durability).toBe('atomic');
    expect(histories.filter(({ events }) => strikes(events) > 0).length).toBeGreaterThan(5);
  });

  it.each([
    ['forgetful', 'single-effect'],
    ['two-writes', 'single-effect'],
    ['stuck-claims', 'not-stuck'],
  ])('should be found out where it is %s, by %s, and not by a plan in which nothing died', async (mode, property) => {
    const { result, histories } = await checkServer(ledger(mode), ['--time', '60s', '--property', property], property);
    expect(findingsOf(result).join('\n')).toMatch(new RegExp(`^${property}/`));
    const finding = result.verdicts.flatMap(({ findings }) => findings)[0];
    expect(strikes(finding?.history.events ?? [])).toBeGreaterThan(0);
    expect(histories.length).toBeGreaterThan(0);
  });
});
