import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPayments } from '../../src/cli/demo/payments.js';
import type { Running } from '../zoo/base/http.js';
import { listen } from '../zoo/base/http.js';
import { BODY, EFFECTS, retryproof } from './targets/cli.js';
import { around, nobody, problem } from './targets/servers.js';

const cwd = mkdtempSync(join(tmpdir(), 'retryproof-drifted-'));

/** A service that answers at /charges alone, and not to those with a wrong token. */
let service: Running;
/** What a check of another has saved. */
let saved: string;
beforeAll(async () => {
  service = await listen(around(({ path, headers }, inner) => {
    if (headers.authorization === 'Bearer wrong') return problem(401, 'unauthorized');
    if (path.startsWith('/moved')) return { status: 307, headers: { location: '/charges?access_token=hunter2-hunter2&page=1' }, body: '{"client_secret":"cs_0123456789"}' };
    return path.startsWith('/charges') ? inner() : problem(404, 'not_found');
  }));
  const { url, close } = await startPayments(false);
  await retryproof(['check', url, '-d', BODY, '--effects', EFFECTS, '--time', '5s', '--fail-fast'], { cwd }).finally(close);
  saved = join('.retryproof', readdirSync(join(cwd, '.retryproof')).find((name) => name.endsWith('.jsonl')) ?? '');
}, 30_000);
afterAll(async () => {
  await service.close();
  rmSync(cwd, { recursive: true, force: true });
});

describe('replay of what went elsewhere then', () => {
  it.each<[what: string, flags: (url: string) => readonly string[], ...says: RegExp[]]>([
    ['a credential that is wrong', (url: string) => ['--url', `${url}/charges`, '-H', 'Authorization: Bearer wrong'], /a0 was answered 401 in 20 of 20 runs \(it was 201\)/, /try: give it credentials: --header 'Authorization: Bearer …'/],
    ['a wrong path', (url: string) => ['--url', `${url}/chargez`], /a0 was answered 404 in 20 of 20 runs \(it was 201\)/, /try: check the path of the URL \(--url\)/],
    ['no path', (url: string) => ['--url', url], /a0 was answered 404/, /try: the URL \(--url\) has no path; give the route, such as …\/charges/],
  ])('should say, of %s, what was answered then and now', async (_, flags, ...says) => {
    const { code, text } = await retryproof(['replay', saved, ...flags(service.url)], { cwd });
    expect(text).toMatch(/DRIFTED: the target answers so differently/);
    for (const sentence of says) expect(text).toMatch(sentence);
    expect(code, text).toBe(4);
  });

  it('should show no secret of the place that it is sent on to, as a check does not', async () => {
    const where = /it redirects to \/charges\?access_token=%3Cmasked%3Aaccess_token%3A\w+%3E&page=1, and/;
    const replayed = await retryproof(['replay', saved, '--url', `${service.url}/moved`], { cwd });
    expect(replayed.text).toMatch(where);
    const checked = await retryproof(['check', `${service.url}/moved`, '-d', BODY, '--time', '3s', '--json', 'moved.json'], { cwd });
    expect(checked.text).toMatch(where);
    expect(checked.text).toMatch(/was answered 307: \{"client_secret":"<masked:client_secret:\w+>"\}/);
    expect(replayed.text + checked.text + readFileSync(join(cwd, 'moved.json'), 'utf8')).not.toMatch(/hunter2|cs_0123456789/);
  });

  it('should say how to name another place where nothing listens any more', async () => {
    const { code, text } = await retryproof(['replay', saved, '--url', `${await nobody()}/charges`], { cwd });
    expect(text).toMatch(/refused the connection.*start the service, or check the port; where it is elsewhere now, say where, with its route: --url http:\/\/localhost:3001\/charges/);
    expect(code, text).toBe(3);
  });

  it('should say which flag a URL belongs to', async () => {
    const { code, text } = await retryproof(['replay', saved, `${service.url}/charges`], { cwd });
    expect(text).toContain(`"${service.url}/charges" is one argument too many`);
    expect(text).toContain(`did you mean --url ${service.url}/charges?`);
    expect(code, text).toBe(2);
  });
});
