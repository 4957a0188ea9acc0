import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Demand } from '../../../src/model/index.js';
import { counted, reportIn, retryproof } from '../targets/cli.js';
import { correct, serve } from '../targets/servers.js';

const demandsIn = (cwd: string): readonly Demand[] => (JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as { demands: readonly Demand[] }).demands;

describe('--require with a count', () => {
  it('passes where the situations were reached so often, and the report says how often', async () => {
    const { code, text, cwd } = await retryproof(counted(await serve(correct()), '--require', 'overlapped>=25', '--require', 'near-keys>=5', '--runs', '400', '--time', '8s', '--json', 'r.json'));
    expect(code, text).toBe(0);
    expect(text).toMatch(/required overlapped \d+ of 25 · near keys \d+ of 5/);
    for (const { atLeast, reached } of demandsIn(cwd)) expect(reached).toBeGreaterThanOrEqual(atLeast);
  });

  it('is inconclusive short of that, and says what would reach more', async () => {
    const { code, text, cwd } = await retryproof(counted(await serve(correct()), '--require', 'overlapped>=90000', '--require', 'other instance>=1', '--json', 'r.json'));
    expect(code, text).toBe(4);
    expect(text).toMatch(/only \d+ plans reached "overlapped", and 90,000 are required \(more time, or more plans\); no plan reached "other instance", and 1 is required \(give a second instance/);
    expect(reportIn(cwd).exitCode).toBe(4);
    expect(demandsIn(cwd)[1]).toMatchObject({ situation: 'other instance', atLeast: 1, reached: 0 });
  });

  it('counts what is sent again at the end', async () => {
    const { code, text } = await retryproof(counted(await serve(correct()), '--require', 'sent again at the end>=1', '--time', '20s', '--runs', '150'));
    expect(code, text).toBe(0);
  });

  it('refuses a name that is none before anything is sent', async () => {
    const { code, err } = await retryproof(counted('http://localhost:9', '--require', 'overlaped>=3'));
    expect([code, err]).toEqual([2, 'retryproof: --require overlaped>=3: there is no situation "overlaped"\nretryproof: did you mean overlapped?\n']);
  });
});
