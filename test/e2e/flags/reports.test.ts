import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Handler } from '../../zoo/base/http.js';
import { newEntry, Records, type Entry } from '../../zoo/base/records.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import checkThenAct from '../../zoo/planted/check-then-act.js';
import type { Report } from '../targets/cli.js';
import { counted, reportIn, retryproof } from '../targets/cli.js';
import { always, around, correct, mortal, problem, serve } from '../targets/servers.js';

describe('reports', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../schema/report.json', import.meta.url), 'utf8')) as object;

  it.for([
    ['a violation', async () => build({ ...conflictRules(), key: () => undefined }), 1],
    ['an unreachable probe', async () => around((call, inner) => (call.method === 'GET' ? problem(500, 'oops') : inner())), 4],
    ['everything refused', async () => always(problem(401, 'unauthorized')), 4],
  ] as const)('of %s are valid', async ([, handler, expected]) => {
    const { code, text, cwd } = await retryproof(counted(await serve(await handler()), '--json', 'r.json', '--junit', 'r.xml', '--time', '2s'));
    expect(code, text).toBe(expected);
    const valid = new Ajv2020({ strict: false, validateFormats: false });
    expect(valid.validate(schema, JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))), valid.errorsText()).toBe(true);
    expect(wrongXml(readFileSync(join(cwd, 'r.xml'), 'utf8'))).toBe('');
  });
});

/** Elements that are left open or closed out of order, and what stands bare that must not: nothing, where well-formed. */
function wrongXml(xml: string): string {
  const TAG = /<(\/?)([\w-]+)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>/g;
  const body = xml.replace(/^<\?xml[^>]*\?>/, '');
  const open: string[] = [];
  for (const [, close, name = '', self] of body.matchAll(TAG)) {
    if (close === '' && self === '') open.push(name);
    else if (close === '/' && open.pop() !== name) return `</${name}> closes nothing`;
  }
  return open.join() + (body.replaceAll(TAG, '').match(/<[^]{0,40}/)?.[0] ?? '') + (body.match(/&(?!amp;|lt;|gt;|quot;|#\d+;)[^]{0,40}/)?.[0] ?? '');
}

describe('replay and recheck', () => {
  it('replay says FAILED, FIXED and DRIFTED of one counterexample', async () => {
    let handler: Handler = racy();
    const url = await serve((call) => handler(call));
    const { code, text, cwd } = await retryproof(counted(url, '--time', '4s', '--fail-fast', '--json', 'r.json'));
    expect(code, text).toBe(1);
    const file = reportIn(cwd).verdicts.flatMap(({ id, findings }) => (id === 'single-effect' ? findings : [])).map(({ counterexample }) => counterexample.file)[0];
    expect(file).toBeTypeOf('string');
    const replay = () => retryproof(['replay', file ?? '', '--time', '3s'], { cwd });

    const failed = await replay();
    expect(failed.text).toMatch(/FAILED: single-effect was violated again in \d+ of 20 runs/);
    expect(failed.code).toBe(1);

    handler = correct();
    const fixed = await replay();
    expect(fixed.text).toMatch(/FIXED: single-effect held in all \d+ runs/);
    expect(fixed.code).toBe(0);

    handler = always(problem(403, 'forbidden'));
    const drifted = await replay();
    expect(drifted.text).toMatch(/DRIFTED: the target answers so differently/);
    expect(drifted.code).toBe(4);
  });

  it('replay of a target that is gone says that, and neither FIXED nor FAILED', async () => {
    const running = await checkThenAct.start();
    const { cwd } = await retryproof(counted(running.url, '--time', '3s', '--fail-fast', '--json', 'r.json')).finally(() => running.close());
    const file = reportIn(cwd).verdicts.flatMap(({ findings }) => findings).map(({ counterexample }) => counterexample.file)[0] ?? '';
    const { code, text } = await retryproof(['replay', file, '--time', '2s'], { cwd });
    expect(text).toMatch(/refused the connection|nothing listens/);
    expect(code, text).toBe(3);
  });

  it('replay of a target that goes down on the way counts no run against the dead as clean', async () => {
    const running = await checkThenAct.start();
    const { cwd } = await retryproof(counted(running.url, '--time', '3s', '--fail-fast', '--json', 'r.json')).finally(() => running.close());
    const file = reportIn(cwd).verdicts.flatMap(({ findings }) => findings).map(({ counterexample }) => counterexample.file)[0] ?? '';
    const { url } = await mortal(correct, 25);
    const { code, text } = await retryproof(['replay', file, '--time', '5s', '--url', `${url}/charges`], { cwd });
    expect(text).toMatch(/inconclusive: the target stopped answering after \d+ runs? that did not fail \(nothing listens there/);
    expect(text).not.toContain('FIXED');
    expect(code, text).toBe(4);
  });

  it.for([['a buggy service', racy], ['a correct one', correct]] as const)('recheck of the masked histories of %s gives the same verdicts', async ([, make]) => {
    const { cwd, text } = await retryproof(counted(await serve(make()), '--time', '20s', '--runs', '60', '--json', 'r.json', '--history', 'h', '-H', 'Authorization: Bearer hunter2hunter2'));
    const [file = ''] = readdirSync(join(cwd, 'h')).filter((name) => name.startsWith('run-'));
    const again = await retryproof(['recheck', join('h', file), '--json', 'again.json'], { cwd });
    const [one, two] = [reportIn(cwd), reportIn(cwd, 'again.json')];
    const verdicts = ({ verdicts: all }: Report) => all.map(({ id, verdict }) => `${id} ${verdict}`);
    expect(verdicts(two), `${text}\n${again.text}`).toEqual(verdicts(one));
  });
});

/** Looks the key up and inserts it in two steps. */
class RacyRecords extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
    if (found === undefined && !this.entries.has(key)) this.entries.set(key, newEntry(fingerprint));
    return found;
  }
}

const racy: () => Handler = () => build({ ...conflictRules(), records: new RacyRecords() });
