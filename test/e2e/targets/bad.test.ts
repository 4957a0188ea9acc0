import { createServer as createTls } from 'node:https';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { certificate } from '../../adapters/certificate.js';
import { BODY, check, counted, failures, reportIn, retryproof } from './cli.js';
import { sideBySide } from './ending.js';
import { always, around, drips, http2Only, http2TlsOnly, json, nobody, on, problem, says, serve, sockets } from './servers.js';

const head = (more: string) => `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${more}`;
const LARGE = `{"id":"1","text":"${'x'.repeat(5 * 1024 * 1024)}"}`;

/** Packed once, and before anything is asked: it takes this process a third of a second, in which the cases beside it would run into their timeouts. */
const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024));

/** What never ends need not be waited for long. */
const HASTY = ['--timeout', '400ms'];
/** What is large needs its time where other tests run beside it; it ends long before. */
const LARGE_SOON = ['--time', '40s', '--timeout', '20s'];

/** What answers at once is never waited for; where this process stands still for 2 s, with less it would seem not to have answered. */
const AT_ONCE = ['--time', '40s', '--timeout', '20s'];

interface Case {
  readonly target: () => Promise<string>;
  readonly flags?: readonly string[];
  readonly code: number;
  /** What was wrong, and what would be right. */
  readonly says: readonly RegExp[];
}

const cases: { readonly [name: string]: Case } = {
  'refuses the connection': { target: nobody, code: 3, says: [/127\.0\.0\.1:\d+\/charges refused the connection/, /start the service, or check the port/] },
  'has a name that does not resolve': {
    target: async () => 'http://no-such-host.invalid', flags: ['--allow-host', 'no-such-host.invalid'], code: 3, says: [/no-such-host\.invalid\/charges does not resolve/, /check the host name/],
  },
  'answers nothing, for ever': { target: () => sockets((socket) => socket.resume()), flags: HASTY, code: 3, says: [/did not answer in time/, /--timeout/] },
  'begins an answer and never ends its headers': { target: () => says('HTTP/1.1 200 OK\r\ncontent-type: app'), flags: HASTY, code: 3, says: [/did not answer in time/] },
  'drips its headers': { target: () => drips('HTTP/1.1 200 OK\r\n', 'x-drip: 1\r\n', 20), flags: HASTY, code: 3, says: [/did not answer in time/] },
  'drips its body': { target: () => drips(head('content-length: 100000\r\n\r\n'), ' ', 20), flags: HASTY, code: 3, says: [/did not answer in time/] },
  'has an endless body': { target: () => drips(head('\r\n'), 'x'.repeat(65_536)), flags: LARGE_SOON, code: 3, says: [/more than 1 MiB/, /small answer/] },
  'has endless chunks': { target: () => drips(head('transfer-encoding: chunked\r\n\r\n'), `3e8\r\n${'x'.repeat(1000)}\r\n`.repeat(500)), flags: LARGE_SOON, code: 3, says: [/more than 1 MiB/] },
  'has endless headers': { target: () => drips('HTTP/1.1 200 OK\r\n', `x-more: ${'y'.repeat(1000)}\r\n`), flags: LARGE_SOON, code: 3, says: [/not HTTP|headers/] },
  'says 100 Continue for ever': { target: () => drips('', 'HTTP/1.1 100 Continue\r\n\r\n', 1), code: 3, says: [/did not answer in time|not HTTP/] },
  'answers 5 MB': { target: () => serve(always({ status: 200, headers: { 'content-type': 'application/json' }, body: LARGE })), flags: LARGE_SOON, code: 3, says: [/more than 1 MiB/, /small answer/] },
  'answers a bomb': {
    target: () => sockets((socket) => {
      socket.once('data', () => {
        socket.write(head(`content-encoding: gzip\r\ncontent-length: ${BOMB.length}\r\n\r\n`));
        socket.end(BOMB);
      });
    }),
    flags: LARGE_SOON, code: 3, says: [/more than 1 MiB/],
  },
  'answers garbage': { target: () => says('220 mail.example ESMTP ready\r\n'), flags: AT_ONCE, code: 3, says: [/not HTTP/, /HTTP\/1\.1 service/] },
  'answers binary garbage': { target: () => says('\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\r\n\r\n', true), flags: AT_ONCE, code: 3, says: [/not HTTP/] },
  'closes at once': { target: () => sockets((socket) => socket.end()), code: 3, says: [/closed the connection without an answer/, /log of the service/] },
  'resets at once': { target: () => sockets((socket) => socket.resetAndDestroy()), code: 3, says: [/(closed|reset) the connection without an answer/] },
  'speaks only HTTP/2': { target: http2Only, code: 3, says: [/HTTP\/2/, /ordinary requests go in HTTP\/1\.1/] },
  'speaks only HTTP/2, over TLS': { target: http2TlsOnly, flags: ['--insecure'], code: 3, says: [/HTTP\/2/] },
  'wants http where https was given': { target: async () => (await serve(always(json(200, {})))).replace('http:', 'https:'), code: 3, says: [/TLS/, /http/] },
  'wants https where http was given': { target: async () => (await http2TlsOnly()).replace('https:', 'http:'), code: 3, says: [/http/] },
  'has a certificate that nobody trusts': { target: () => on((listener) => createTls(certificate(), listener), { scheme: 'https' }), code: 3, says: [/TLS/, /--cacert.*--insecure/] },
  'sends on to what it made': { target: () => serve(always({ status: 303, headers: { location: '/charges/1' }, body: '' })), code: 4, says: [/answered 303/, /--success 303/] },
  'redirects': { target: () => serve(always({ status: 307, headers: { location: '/v2/charges' }, body: '' })), code: 4, says: [/answered 307/, /redirects to \/v2\/charges/, /give it the final URL/] },
  'answers 401 to everything': { target: () => serve(always(problem(401, 'unauthorized'))), code: 4, says: [/answered 401: \{"error":"unauthorized"\}/, /--header 'Authorization: Bearer …'/] },
  'answers 404 to everything': { target: () => serve(always(problem(404, 'not_found'))), code: 4, says: [/answered 404/, /check the path/] },
  'answers 429 to everything': { target: () => serve(always(problem(429, 'slow_down', { 'retry-after': '1' }))), code: 4, says: [/answered 429/, /--rate/] },
  'answers 429 and says to come back in an hour': { target: () => serve(always(problem(429, 'slow_down', { 'retry-after': '3600' }))), code: 4, says: [/answered 429/] },
  'answers 500 to everything': { target: () => serve(always(problem(500, 'oops'))), code: 4, says: [/answered 500/, /log/] },
  'answers 503 and says to come back in an hour': { target: () => serve(always(problem(503, 'down', { 'retry-after': '3600' }))), code: 4, says: [/answered 503/] },
  'answers 200 to everything, with nothing in it': { target: () => serve(always({ status: 200, headers: {}, body: '' })), code: 4, says: [/--effects|counted|probe/] },
};

describe('a target that', () => {
  it.concurrent.for(Object.entries(cases))('%s', sideBySide(async ([, { target, flags = [], code, says: sentences }]) => {
    const outcome = await retryproof(counted(await target(), ...(flags.includes('--time') ? [] : ['--time', '4s']), ...flags));
    for (const sentence of sentences) expect(outcome.text).toMatch(sentence);
    expect(outcome.code, outcome.text).toBe(code);
  }));
});

it('should give up a target that answers nothing when half of the time is over, whatever the default timeout', async () => {
  const url = await sockets((socket) => socket.resume());
  const { code, text, tookMs } = await retryproof(counted(url, '--time', '1s'));
  expect(code, text).toBe(3);
  expect(tookMs).toBeLessThan(4_000);
});

it('should end with its time where nobody answers and the timeout is longer than that', async () => {
  const url = await sockets((socket) => socket.resume());
  const { code, text } = await retryproof(counted(url, '--time', '1s', '--timeout', '1m'), { withinMs: 6_000 });
  expect(text).toMatch(/calibration took the whole time \(1 s\).*--timeout/);
  expect(code, text).toBe(4);
});

describe('a target that answers 200 to everything', () => {
  it.for([['nothing', ''], ['the same object', '{"ok":true}'], ['a page', '<!doctype html>']] as const)('and shows %s has no effect that could be counted, so it does not pass', async ([, body]) => {
    const url = await serve(always({ status: 200, headers: {}, body }));
    const { code, text } = await retryproof(check(url));
    expect(code, text).toBe(4);
    expect(text).toMatch(/single-effect/);
  });
});

it('should be told that the URL has no path where nothing is found there', async () => {
  const url = await serve(always(problem(404, 'not_found')));
  const { code, text } = await retryproof(['check', url, '-d', BODY, '--time', '2s']);
  expect(text).toMatch(/an ordinary POST \/ was answered 404.*the URL has no path; give the route, such as …\/charges/);
  expect(code, text).toBe(4);
});

it('should judge a service whose answers are nested as deep as nobody could walk', async () => {
  const body = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const url = await serve(around(async (call, inner) => {
    const answer = await inner();
    return call.method === 'POST' && answer.status === 201 ? { ...answer, body } : answer;
  }));
  const { code, text, cwd } = await retryproof(counted(url, '--time', '20s', '--runs', '60', '--json', 'r.json'), { withinMs: 60_000 });
  expect(failures(reportIn(cwd)), text).toEqual([]);
  expect(reportIn(cwd).verdicts.find(({ id }) => id === 'single-effect')?.verdict, text).toBe('pass');
  expect([0, 4], text).toContain(code);
}, 70_000);
