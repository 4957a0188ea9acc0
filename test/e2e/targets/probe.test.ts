import { describe, expect, it } from 'vitest';

import { BODY, check, counted, reportIn, retryproof } from './cli.js';
import { sideBySide } from './ending.js';
import { around, html, json, problem, serve } from './servers.js';
import type { Answer, Handler } from '../../zoo/base/http.js';

/** A correct service whose list is read as `list` says; its inner answer is the true one. */
function listing(list: (inner: () => Answer | Promise<Answer>, reference: string) => Answer | Promise<Answer>): Handler {
  return around((call, inner) => (call.method === 'GET' ? list(inner, call.query.get('reference') ?? '') : inner()));
}

const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
let ticks = 0;

const cases: { readonly [name: string]: { readonly handler: () => Handler; readonly flags?: readonly string[]; readonly says: readonly RegExp[] } } = {
  'answers 404': { handler: () => listing(() => problem(404, 'not_found')), says: [/GET \/charges\?reference=\{\{nonce\}\}/, /404/, /check the path|empty array/] },
  'answers HTML': { handler: () => listing(() => html), says: [/HTML/, /the one of the API/] },
  'answers text': { handler: () => listing(() => ({ status: 200, headers: {}, body: 'one charge' })), says: [/no JSON: one charge/, /answered with JSON/] },
  'answers a page that is full': { handler: () => listing(() => json(200, { data: rows(10), has_more: true })), says: [/a page that is full: 10/, /filter by \{\{nonce\}\}/] },
  'links to a next page': { handler: () => listing(() => json(200, rows(10), { link: '</charges?page=2>; rel="next"' })), says: [/a page that is full/] },
  'has two arrays': { handler: () => listing(() => json(200, { charges: [], refunds: [] })), says: [/2 arrays \(it has: charges, refunds\)/, /--effects-count/] },
  'is a negative number': { handler: () => listing(() => json(200, -1)), says: [/-1, which is no count/] },
  'is a number that never settles': { handler: () => listing((_, reference) => json(200, reference.startsWith('never') ? 0 : (ticks += 1))), says: [/kept changing/, /stands still|--effects/] },
  'counts everything': { handler: () => listing(() => json(200, rows(3))), says: [/for a nonce that was never sent: it does not filter by it/, /select by \{\{nonce\}\}/] },
  'counts nothing': { handler: () => listing(() => json(200, [])), says: [/counted nothing for an accepted operation/, /where the probe looks for it/] },
  'redirects': { handler: () => listing(() => ({ status: 301, headers: { location: '/all' }, body: '' })), says: [/answered 301/, /no redirect is followed/] },
  'is not allowed': { handler: () => listing(() => problem(401, 'unauthorized')), says: [/answered 401/, /principal/] },
  'fails': { handler: () => listing(() => problem(500, 'oops')), says: [/answered 500: \{"error":"oops"\}/] },
  'never answers': { handler: () => listing(() => new Promise(() => {})), flags: ['--timeout', '1s'], says: [/no answer \(timeout\)/, /answers while it is tested/] },
  'points nowhere': { handler: () => listing((inner) => inner()), flags: ['--effects-count', '/data/items'], says: [/at \/data\/items its answer has nothing/, /an array or a number/] },
  'answers 5 MB': { handler: () => listing(() => json(200, ['x'.repeat(5 * 1024 * 1024)])), says: [/too-large/] },
};

describe('a probe that', () => {
  it.concurrent.for(Object.entries(cases))('%s', sideBySide(async ([, { handler, flags = [], says }]) => {
    const { code, text } = await retryproof(check(await serve(handler()), '--effects', 'GET /charges?reference={{nonce}}', '--time', '8s', ...flags), { withinMs: 16_000 });
    for (const sentence of says) expect(text).toMatch(sentence);
    expect(code, text).toBe(4);
  }));

  it('answers 404 for none, and a list for some, is as good as any', async () => {
    const url = await serve(listing(async (inner) => ((await inner()).body === '[]' ? problem(404, 'not_found') : inner())));
    const { code, cwd, text } = await retryproof(check(url, '--effects', 'GET /charges?reference={{nonce}}', '--time', '3s', '--json', 'r.json'));
    expect([0, 4], text).toContain(code);
    expect(reportIn(cwd).verdicts.find(({ id }) => id === 'single-effect')?.verdict, text).toBe('pass');
  });

  it('is asked about other draws where the first one is accepted and lost', async () => {
    let isNext = false;
    let lost: string | undefined;
    const url = await serve(around((call, inner) => {
      const reference = call.query.get('reference') ?? '';
      isNext ||= call.method === 'GET' && reference.startsWith('never');
      const asked = call.text.replace(/"reference":"[^"]*"/, '');
      // What is asked for right after the question about a nonce that nobody sent is what the probe is to count.
      if (call.method === 'POST' && isNext) lost ??= asked;
      return asked === lost ? json(201, { id: call.headers['idempotency-key'] ?? 'none' }) : inner();
    }));
    const { cwd, text } = await retryproof(counted(url, '--time', '8s', '--json', 'r.json'));
    expect(lost, text).toBeDefined();
    expect(reportIn(cwd).notes.map(({ text: note }) => note).join('\n'), text).toMatch(/counts 1 for one operation/);
  });

  it('counts on the second route and breaks in mid-run is told of by its own name', async () => {
    let reads = 0;
    const url = await serve(around((call, inner) => (call.method === 'GET' && call.path === '/refunds' && (reads += 1) > 30 ? html : inner())));
    const also = ['--also', 'POST /refunds', '--also-body', BODY, '--also-effects', 'GET /refunds?reference={{nonce}}'];
    const { cwd, text } = await retryproof(counted(url, ...also, '--time', '6s', '--json', 'r.json'));
    const unread = reportIn(cwd).notes.flatMap(({ text: note }) => /^(.*) could not be read \d+ times? in the campaign/.exec(note)?.[1] ?? []);
    expect(unread, text).toEqual(['GET /refunds?reference={{nonce}}']);
  });

  it('breaks in mid-run leaves what needs it unknown, and that is no pass', async () => {
    let reads = 0;
    const url = await serve(listing((inner) => ((reads += 1) > 60 ? html : inner())));
    const { code, cwd, text } = await retryproof(check(url, '--effects', 'GET /charges?reference={{nonce}}', '--time', '3s', '--json', 'r.json'));
    expect(code, text).toBe(4);
    expect(text).toMatch(/HTML/);
    expect(reportIn(cwd).verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });
});
