import { describe, expect, it } from 'vitest';

import { withRefunds } from '../zoo/base/nested.js';
import { counted, failures, reportIn, retryproof } from './targets/cli.js';
import { serve } from './targets/servers.js';

const ALSO_BODY = ['--also-body', '{"amount":"{{int 1 50}}","reference":"{{nonce}}"}'];
const ALSO_EFFECTS = ['--also-effects', 'GET /refunds?reference={{nonce}}'];
const also = (path: string): string[] => ['--also', `POST ${path}`, ...ALSO_BODY, ...ALSO_EFFECTS];

describe('--also with {{answer …}}', () => {
  it('asks for what the first route has made, and counts what that does', async () => {
    const url = await serve(withRefunds());
    const { text, cwd } = await retryproof(counted(url, ...also('/charges/{{answer /id}}/refund'), '--time', '4s', '--json', 'r.json'));
    const report = reportIn(cwd);
    expect(failures(report), text).toEqual([]);
    expect(report.notes.map((note) => note.text)).toContainEqual(expect.stringMatching(/^GET \/refunds\?reference=\{\{nonce\}\} counts 1 for one operation/));
    expect(report.notes.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });

  it('shows in the plans of --dry-run', async () => {
    const { code, out } = await retryproof(counted('http://localhost:1', ...also('/charges/{{answer /id}}/refund'), '--dry-run', '--runs', '200', '--seed', '1'));
    expect(code).toBe(0);
    expect(out).toMatch(/operation 1, route 2, the key of operation 0, made from the answer to operation 0: a\d+ after a\d+ ended/);
  });

  it.each([
    ['the answer lacks the value', '/charges/{{answer /number}}/refund', /the answer to POST \/charges has nothing at \/number, where POST \/charges\/\{\{answer \/number\}\}\/refund takes a value from try one of \/amount, .*\/id/],
    ['the request is refused', '/charges/{{answer /id}}/pay-back', /an ordinary POST \/charges\/[0-9a-f-]{36}\/pay-back was answered 404.*check the path of --also/],
  ])('says so where %s', async (_why, path, says) => {
    const url = await serve(withRefunds());
    const { code, text } = await retryproof(counted(url, ...also(path), '--time', '4s'));
    expect(text).toMatch(says);
    expect(code, text).toBe(4);
  });
});
