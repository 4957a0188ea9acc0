import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { counted, failures, fresh, reportIn, retryproof } from '../targets/cli.js';

const LEDGER = `${process.execPath} ${resolve('test/e2e/exec/ledger.mjs')}`;

async function crashed(mode: string, ...flags: string[]) {
  const book = join(fresh(), 'book');
  const { text, cwd, code } = await retryproof(counted('http://localhost:{{port}}', '--exec', `MODE=${mode} BOOK=${book} ${LEDGER}`, '--lease', '500ms', '--json', 'r.json', ...flags), { withinMs: 40_000 });
  return { code, text, report: reportIn(cwd) };
}

describe('a service that dies while it works', () => {
  it('should stay silent where key and effect are written as one', async () => {
    const { code, text, report } = await crashed('atomic', '--time', '10s');
    expect(failures(report), text).toEqual([]);
    expect([0, 4], text).toContain(code);
    expect(text).toMatch(/adopted a finished request sent again after the process was killed gets its answer/);
    expect(Number(/struck in flight (\d+)/.exec(text)?.[1])).toBeGreaterThan(10);
  }, 60_000);

  it.each([
    ['forgetful', 'single-effect'],
    ['two-writes', 'single-effect'],
    ['stuck-claims', 'not-stuck'],
  ])('should be found out where it is %s, by %s', async (mode, property) => {
    const { text, report } = await crashed(mode, '--time', '14s', '--property', property);
    const found = report.verdicts.find(({ id }) => id === property);
    expect(found?.verdict, text).toBe('fail');
    expect(text).toMatch(/d0: SIG(KILL|TERM) to instance 1/);
  }, 60_000);
});
