import { writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createTls } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificate } from '../../adapters/certificate.js';
import { forwardProxy } from '../../adapters/proxy.js';
import { counted, failures, fresh, reportIn, retryproof } from '../targets/cli.js';
import { correct, on, serve } from '../targets/servers.js';
import { filesIn, QUICK, soundness, verdictOf } from './door.js';

describe('the way there', () => {
  it('--unix-socket', async () => {
    const path = join(fresh(), 's');
    await on(createHttp, { path });
    const { text, cwd } = await retryproof(counted('http://service.internal', '--unix-socket', path, ...QUICK));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('--unix-socket that is not there', async () => {
    const { code, text } = await retryproof(counted('http://localhost', '--unix-socket', '/no/such/socket'));
    expect(text).toMatch(/there is no such socket file/);
    expect(code, text).toBe(3);
  });

  it.for([['--cacert'], ['--insecure']] as const)('%s', async ([flag]) => {
    const url = await on((listener) => createTls(certificate(), listener), { scheme: 'https' });
    const cwd = fresh();
    writeFileSync(join(cwd, 'ca.pem'), certificate().cert);
    const { text } = await retryproof(counted(url, ...(flag === '--cacert' ? [flag, 'ca.pem'] : [flag]), ...QUICK), { cwd });
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('--proxy, whose password is written nowhere', async () => {
    const { proxy, lines } = await forwardProxy('me:hunter2hunter2');
    const { text, cwd } = await retryproof(counted(await serve(correct()), '--proxy', proxy, ...QUICK, '--history', 'h'));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect(lines.length).toBeGreaterThan(100);
    for (const [file, content] of filesIn(cwd)) expect(content.includes('hunter2'), file).toBe(false);
  });

  it('--proxy that refuses', async () => {
    const { proxy } = await forwardProxy('me:right');
    const { code, text } = await retryproof(counted(await serve(correct()), '--proxy', proxy.replace('right', 'wrong')));
    expect(text).toMatch(/407/);
    expect([3, 4], text).toContain(code);
  });
});

describe('what is judged', () => {
  it('--property judges only that', async () => {
    const { code, text, cwd } = await retryproof(counted(await serve(correct()), '--property', 'single-effect', '--property', 'not-stuck', ...QUICK));
    expect(reportIn(cwd).verdicts.map(({ id }) => id).toSorted()).toEqual(['not-stuck', 'single-effect']);
    expect([0, 4], text).toContain(code);
  });

  it('--skip-property hides that, and then there is no pass without it', async () => {
    const { code, text, cwd } = await retryproof(counted(await serve(correct()), '--skip-property', 'single-effect', ...QUICK));
    expect(verdictOf(reportIn(cwd), 'single-effect')).toBeUndefined();
    expect(text).toMatch(/single-effect was not checked \(it was left out\)/);
    expect(code).toBe(4);
  });

  it('--require makes a property that was not checked inconclusive', async () => {
    const { code, text } = await retryproof(counted(await serve(correct()), '--require', 'isolation', ...QUICK));
    expect(text).toMatch(/isolation was not checked/);
    expect(code, text).toBe(4);
  });

  it('a named contract makes a failure of what would have been adopted', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'mine.json'), '{"version":1,"name":"mine","missingKey":"reject"}');
    const { code, text } = await retryproof(counted(await serve(correct()), '--contract', './mine.json', ...QUICK), { cwd });
    expect(reportIn(cwd).notes.some(({ kind, text: note }) => kind === 'deviation' && note.includes('missingKey')), text).toBe(true);
    expect(failures(reportIn(cwd)).map((each) => each.split('/')[0]), text).toContain('missing-key');
    expect(code).toBe(1);
  });
});
