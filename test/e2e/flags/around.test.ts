import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { check } from '../../../src/check/index.js';
import { until } from '../../adapters/servers.js';
import type { BuiltPackage } from '../process/package.js';
import { buildPackage, ended } from '../process/package.js';
import { BODY, check as checking, counted, EFFECTS, fresh, reportIn, retryproof } from '../targets/cli.js';
import { correct, nobody, serve } from '../targets/servers.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { behind, QUICK } from './door.js';

const linesIn = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

describe('--before-run and --after-run', () => {
  it('run once each, before anything is sent and after everything', async () => {
    const log = join(fresh(), 'log');
    let before = 0;
    const { url, calls } = await behind(() => {
      if (!existsSync(log)) before += 1;
      return undefined;
    });
    const { code, text, cwd } = await retryproof(counted(url, '--before-run', `echo "before $RETRYPROOF_URL" >> ${log}`, '--after-run', `echo "after $RETRYPROOF_EXIT_CODE" >> ${log}`, ...QUICK));
    expect([0, 4], text).toContain(code);
    expect(linesIn(log)).toEqual([`before ${url}/charges`, `after ${code}`]);
    expect([before, calls.length > 50]).toEqual([0, true]);
    expect(reportIn(cwd).notes.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });

  it('send nothing where the first fails, and clean up all the same', async () => {
    const log = join(fresh(), 'log');
    const { url, calls } = await behind(() => undefined);
    const { code, err } = await retryproof(counted(url, '--before-run', 'echo "no such table" >&2; exit 3', '--after-run', `echo "$RETRYPROOF_VERDICT" > ${log}`));
    expect(err).toContain('retryproof: --before-run failed, and nothing was sent: "echo "no such table" >&2; exit 3" ended with exit code 3; no such table');
    expect([code, calls.length]).toEqual([2, 0]);
    expect(linesIn(log)).toEqual(['wrong usage or configuration']);
  });

  it('leave no sink open where the first fails', async () => {
    const free = await nobody();
    const failing = check({ url: `${await serve(correct())}/charges`, bodies: [BODY], sink: new URL(free).port, beforeRun: () => Promise.reject(new Error('no such table')) });
    await expect(failing).rejects.toThrow('--before-run failed, and nothing was sent: no such table');
    await expect(fetch(free)).rejects.toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: 'ECONNREFUSED' }) }));
  });

  it('change no verdict where the second fails, which is told', async () => {
    const url = await serve(build({ ...conflictRules(), key: () => undefined }));
    const { code, text, cwd } = await retryproof(counted(url, '--after-run', 'echo "no such bucket" >&2; exit 1', '--fail-fast', '--time', '20s', '--json', 'r.json'));
    expect(code, text).toBe(1);
    expect(text).toContain('--after-run failed: "echo "no such bucket" >&2; exit 1" ended with exit code 1; no such bucket');
    expect(reportIn(cwd).notes.at(-1)?.kind).toBe('warning');
    // What is saved names neither, so that nobody's file runs a command.
    for (const name of readdirSync(join(cwd, '.retryproof')).filter((each) => each.endsWith('.jsonl'))) expect(readFileSync(join(cwd, '.retryproof', name), 'utf8')).not.toContain('no such bucket');
  });

  it('are run around a replay too', async () => {
    const url = await serve(build({ ...conflictRules(), key: () => undefined }));
    const log = join(fresh(), 'log');
    const { cwd, text } = await retryproof(counted(url, '--fail-fast', '--time', '20s', '--property', 'single-effect'));
    const [, file = ''] = /npx retryproof replay (\S+)/.exec(text) ?? [];
    const again = await retryproof(['replay', file, '--before-run', `echo before >> ${log}`, '--after-run', `echo "$RETRYPROOF_VERDICT" >> ${log}`], { cwd });
    expect(again.code, again.text).toBe(1);
    expect(linesIn(log)).toEqual(['before', 'FAILED']);
  });

  it('clean up after Ctrl-C', async () => {
    const log = join(fresh(), 'log');
    const stop = new AbortController();
    const { url } = await behind(() => {
      stop.abort();
      return undefined;
    });
    const { code } = await retryproof(counted(url, '--time', '20s', '--after-run', `echo "$RETRYPROOF_VERDICT" > ${log}`), { signal: stop.signal });
    expect([code, linesIn(log)]).toEqual([130, ['interrupted']]);
  });

  it('are functions from code', async () => {
    const seen: unknown[] = [];
    const result = await check({ url: `${await serve(correct())}/charges`, bodies: [BODY], effects: [EFFECTS], timeMs: 4_000, runs: 20, beforeRun: () => seen.push('before'), afterRun: ({ exitCode }) => seen.push(exitCode) });
    expect(seen).toEqual(['before', result.exitCode]);
  });
});

describe('a configuration that is code', () => {
  it('may count by a function, and prepare by one', async () => {
    const cwd = fresh();
    const log = join(cwd, 'log');
    const url = await serve(correct());
    writeFileSync(join(cwd, 'retryproof.config.mjs'), `
      import { appendFileSync } from 'node:fs';
      const count = async ({ nonce }) => (await (await fetch('${url}/charges?reference=' + nonce)).json()).length;
      export default { operations: { charge: {
        url: '${url}/charges', body: ${BODY}, effects: [count], time: '6s', runs: 60,
        beforeRun: ({ url }) => appendFileSync(${JSON.stringify(log)}, 'before ' + url + '\\n'),
        afterRun: ({ exitCode }) => appendFileSync(${JSON.stringify(log)}, 'after ' + exitCode + '\\n'),
      } } };`);
    const { code, text } = await retryproof(['check', '--json', 'r.json'], { cwd });
    expect(text).toMatch(/count\(\) counts 1 for one operation/);
    expect(reportIn(cwd).verdicts.find(({ id }) => id === 'acknowledged-applied')?.verdict, text).toBe('pass');
    expect(linesIn(log)).toEqual([`before ${url}/charges`, `after ${code}`]);
  });

  it('is asked for what counts again where such a counterexample is replayed', async () => {
    const cwd = fresh();
    const url = await serve(build({ ...conflictRules(), key: () => undefined }));
    writeFileSync(join(cwd, 'retryproof.config.mjs'), `export default { url: '${url}/charges', body: ${BODY}, failFast: true, time: '20s', property: 'single-effect', effects: async ({ nonce }) => (await (await fetch('${url}/charges?reference=' + nonce)).json()).length };`);
    const { text } = await retryproof(['check'], { cwd });
    const [, file = ''] = /npx retryproof replay (\S+)/.exec(text) ?? [];
    expect((await retryproof(['replay', file], { cwd })).text).toMatch(/these are missing: --effects/);
    expect((await retryproof(['replay', file, '--effects', EFFECTS], { cwd })).text).toMatch(/FAILED/);
  });
});

describe('a kit that is killed', () => {
  let kit: BuiltPackage;
  beforeAll(() => {
    kit = buildPackage();
  });
  afterAll(() => kit.remove());

  it('leaves no command that it runs before behind', async () => {
    const cwd = fresh();
    const pid = join(cwd, 'pid');
    const child = kit.run(checking(await serve(correct()), '--before-run', `echo $$ > ${pid}; sleep 60; true`), { cwd });
    const end = ended(child);
    const isAlive = (): boolean => {
      try {
        const id = Number(readFileSync(pid, 'utf8'));
        process.kill(id, 0);
        return !/^\d+ \([^)]*\) Z/.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
      } catch {
        return false;
      }
    };
    await until(() => existsSync(pid) && isAlive());
    child.kill('SIGKILL');
    await expect(until(() => !isAlive())).resolves.toBeUndefined();
    await end;
  });
});
