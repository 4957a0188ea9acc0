import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../zoo/base/http.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { BODY, counted, EFFECTS, failures, fresh, reportIn, retryproof } from '../targets/cli.js';
import { around, json, problem, serve } from '../targets/servers.js';
import { behind, filesIn, QUICK, soundness } from './door.js';

describe('callers and secrets', () => {
  const SECRET = 'hunter2-hunter2-hunter2';
  const guarded = () => behind((call) => (call.principal === `Bearer ${SECRET}` ? undefined : problem(401, 'unauthorized')));

  it('--principal exec: asks a command for the headers', async () => {
    const { url, calls } = await guarded();
    const { code, text, cwd } = await retryproof(counted(url, ...QUICK, '--principal', `exec:printf 'Authorization: Bearer %s\\n' ${SECRET}`));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect(reportIn(cwd).notes.map(({ text: note }) => note)).toContainEqual(expect.stringMatching(/^one --principal was given.*give a second/));
    expect([0, 4]).toContain(code);
    expect(calls.every(({ principal }) => principal === `Bearer ${SECRET}`)).toBe(true);
  });

  it('--principal exec: asks again after a 401', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'token.sh'), `n=$(cat ${cwd}/n 2>/dev/null || echo 0); n=$((n+1)); echo $n > ${cwd}/n; echo "X-Token: t$n"`);
    let wanted = 1;
    let calls = 0;
    const url = await serve(around((call, inner) => {
      calls += 1;
      if (calls === 200) wanted = 2;
      return call.headers['x-token'] === `t${wanted}` ? inner() : problem(401, 'expired');
    }));
    const { text } = await retryproof(counted(url, ...QUICK, '--principal', `exec:sh ${cwd}/token.sh`), { cwd });
    expect(readFileSync(join(cwd, 'n'), 'utf8').trim()).toBe('2');
    expect(failures(reportIn(cwd)), text).toEqual([]);
  });

  it('--principal takes the place of a --header of the same name in whatever is sent', async () => {
    const { url, calls } = await behind(({ path }) => (path === '/customers' ? json(201, { id: 'c' }) : undefined));
    const callers = ['-H', 'authorization: Bearer default', '--principal', 'Authorization: Bearer a', '--principal', 'Authorization: Bearer b'];
    const { text, cwd } = await retryproof(counted(url, ...callers, '--setup', 'POST /customers {}', '--revoke', 'POST /revoke', '--seed', '8', '--runs', '120', '--time', '12s', '--json', 'r.json'));
    // Of two such headers a server takes the first, or refuses the request.
    expect(new Set(calls.filter(({ principal }) => !/^Bearer [ab]$/.test(principal)).map(({ method, path }) => `${method} ${path}`))).toEqual(new Set());
    expect(new Set(calls.map(({ path }) => path))).toEqual(new Set(['/charges', '/customers', '/revoke']));
    expect(failures(reportIn(cwd)), text).toEqual([]);
  });

  it.for([
    ['fails', 'exec:echo no such user >&2; false', /--principal exec: the command failed \(no such user\)/],
    ['prints no headers', 'exec:echo token', /must print header lines/],
    ['is not there', 'exec:./no-such-command', /--principal exec: the command failed/],
  ] as const)('--principal exec: a command that %s is told of', async ([, principal, says]) => {
    const { url, calls } = await guarded();
    const { code, text } = await retryproof(counted(url, ...QUICK, '--principal', principal));
    expect(text).toMatch(says);
    expect([code, calls.length]).toEqual([2, 0]);
  });

  it('no secret reaches any file or output', async () => {
    const running = await serve((() => {
      const careless = build({ ...conflictRules(), key: () => undefined });
      return async (call: Call) => {
        const answer = await careless(call);
        return { ...answer, headers: { ...answer.headers, 'set-cookie': `sid=${SECRET}-cookie; Path=/`, 'x-session-token': `${SECRET}-token` }, body: answer.body.replace(/\}$/, `,"client_secret":"${SECRET}-body"}`) };
      };
    })());
    const body = BODY.replace('{', `{"card":{"number":"4242${SECRET}"},"password":"${SECRET}-p",`);
    const { code, text, cwd } = await retryproof(
      ['check', `${running}/charges?api_key=${SECRET}-query`, '-d', body, '--effects', `${EFFECTS}&access_token=${SECRET}`, '-H', `Authorization: Bearer ${SECRET}`, '-H', `Cookie: a=${SECRET}`, '--time', '3s', '--json', 'r.json', '--junit', 'r.xml', '--history', 'h'],
      { env: { TOKEN: 'unrelated-value' } },
    );
    expect(code, text).toBe(1);
    expect(text).not.toContain(SECRET);
    const written = filesIn(cwd);
    expect(written.length).toBeGreaterThanOrEqual(4);
    for (const [file, content] of written) expect(content.includes(SECRET), `${file}: ${content.slice(Math.max(0, content.indexOf(SECRET) - 200), content.indexOf(SECRET) + 60)}`).toBe(false);
  });
});
