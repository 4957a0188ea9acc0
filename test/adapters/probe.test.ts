import { describe, expect, it, onTestFinished } from 'vitest';
import { httpAdapter, httpProbe } from '../../adapters/index.js';
import type { HttpProbeOptions } from '../../adapters/index.js';
import type { Reading } from '../../src/model/index.js';
import { get, httpServer } from './servers.js';

type Answer = { readonly status?: number; readonly body?: unknown; readonly type?: string; readonly link?: string };

async function read({ status = 200, body, type = 'application/json', link }: Answer, more: Partial<HttpProbeOptions> = {}): Promise<Reading> {
  const { origin } = await httpServer((_, __, response) => {
    response.writeHead(status, { 'content-type': type, ...(link !== undefined && { link }) });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const session = await httpAdapter({ instances: [origin] }).open();
  onTestFinished(() => session.close?.());
  return httpProbe(session, { name: 'GET /charges', kind: 'effects', ...more }).read({ request: async () => get('/charges'), values: () => [], nonce: 'n', principal: 0, timeoutMs: 2_000 });
}

describe('http probe: effects', () => {
  it.each<[string, unknown, string | undefined, number]>([
    ['an empty array', [], undefined, 0],
    ['an array', [1, 2, 3], undefined, 3],
    ['a number', 4, undefined, 4],
    ['the only array of an object', { data: [1, 2], has_more: false, next: null, url: '/charges' }, undefined, 2],
    ['the only array of an object, before its total', { items: [1], total: 9 }, undefined, 1],
    ['a count', { count: 3 }, undefined, 3],
    ['a total', { page: 1, total_count: 0 }, undefined, 0],
    ['an array at a pointer', { a: [1], b: { c: [1, 2] } }, '/b/c', 2],
    ['a number at a pointer', { has_more: true, n: 5 }, '/n', 5],
    ['digits at a pointer', [{ count: '12' }], '/0/count', 12],
  ])('should count %s', async (_, body, countPointer, count) => {
    expect(await read({ body }, countPointer === undefined ? {} : { countPointer })).toEqual({ count });
  });

  it.each<[string, Answer, string | undefined, string, string]>([
    ['a full page', { body: { data: [1, 2], has_more: true } }, undefined, 'a page that is full: 2', 'filter by {{nonce}}'],
    ['a next page token', { body: { items: [1], nextPageToken: 'x' } }, undefined, 'a page that is full', 'filter'],
    ['a next page among links', { body: { data: [1], links: { next: '/2' } } }, '/data', 'a page that is full', 'filter'],
    ['a Link header', { body: [1], link: '</charges?page=2>; rel="next"' }, undefined, 'a page that is full', 'filter'],
    ['HTML', { body: '<!doctype html><title>Shop</title>', type: 'text/html' }, undefined, 'HTML: <!doctype html><title>Shop</title>', 'Accept'],
    ['text', { body: 'three', type: 'text/plain' }, undefined, 'no JSON: three', 'JSON'],
    ['two arrays', { body: { a: [], b: [] } }, undefined, 'holds 2 arrays (it has: a, b)', '--effects-count'],
    ['neither array nor count', { body: { a: 1 } }, undefined, 'neither an array nor a count (it has: a)', '--effects-count'],
    ['a negative number', { body: -1 }, undefined, 'no count', 'whole number'],
    ['nothing at the pointer', { body: {} }, '/data', 'at /data its answer has nothing', 'array or a number'],
    ['a string', { body: '"many"' }, undefined, 'cannot be counted', 'array'],
    ['a redirect', { status: 302, body: '' }, undefined, 'it answered 302', 'no redirect'],
    ['no credentials', { status: 401, body: { error: 'who?' } }, undefined, 'it answered 401: {"error":"who?"}', 'principal'],
    ['an error', { status: 500, body: 'oops' }, undefined, 'it answered 500: oops', '2xx'],
  ])('should say what is wrong with %s, and what would be right', async (_, answer, countPointer, wrong, hint) => {
    const reading = await read(answer, countPointer === undefined ? {} : { countPointer });
    expect(reading).toEqual({ wrong: expect.stringContaining(wrong), hint: expect.stringContaining(hint) });
  });

  it.each([404, 410])('should leave it to the caller what %i means', async (status) => {
    const reading = await read({ status, body: { error: 'none' } });
    expect(reading).toMatchObject({ wrong: `it answered ${status}`, notFound: true });
  });

  it('should say when nobody answers', async () => {
    const session = await httpAdapter({ instances: ['http://nonexistent.invalid'], allowHosts: ['nonexistent.invalid'] }).open();
    onTestFinished(() => session.close?.());
    const reading = await httpProbe(session, { name: 'GET /', kind: 'state' }).read({ request: async () => get('/'), values: () => [], nonce: 'n', principal: 0, timeoutMs: 2_000 });
    expect(reading).toEqual({ wrong: expect.stringContaining('unresolved'), hint: expect.any(String) });
  });
});

describe('http probe: state', () => {
  it.each<[string, Answer, Reading]>([
    ['a tree', { body: { a: [1] } }, { state: { a: [1] } }],
    ['text', { body: 'on', type: 'text/plain' }, { state: 'on' }],
    ['what is not there', { status: 404, body: '' }, { state: { absent: true } }],
    ['what is gone', { status: 410, body: '' }, { state: { absent: true } }],
  ])('should read %s', async (_, answer, reading) => {
    expect(await read(answer, { kind: 'state' })).toEqual(reading);
  });

  it('should take no error for a state', async () => {
    expect(await read({ status: 500, body: 'oops' }, { kind: 'state' })).toMatchObject({ wrong: 'it answered 500: oops' });
  });
});
