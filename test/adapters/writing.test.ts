import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http2';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Adapter } from '../../src/model/index.js';
import { buildPackage } from '../e2e/process/package.js';
import type { BuiltPackage } from '../e2e/process/package.js';
import { files } from '../e2e/process/snippets.js';
import { begin, nothingSeen, watchServer } from './seen.js';
import type { Seen } from './seen.js';
import { brief, listen, options, post, textOf } from './servers.js';
import { adapterSuite } from './suite/index.js';
import type { Arrived, Handle } from './suite/index.js';

const FILES = files(readFileSync('docs/writing-an-adapter.md', 'utf8'));

let built: BuiltPackage;
beforeAll(() => {
  built = buildPackage();
  for (const [name, text] of FILES) writeFileSync(join(built.dir, name), text);
});
afterAll(() => built.remove());

/** What a file of the page exports, as it stands. */
async function shown<Exports>(name: string): Promise<Exports> {
  return (await import(pathToFileURL(join(built.dir, name)).href)) as Exports;
}

interface Event {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: { readonly [name: string]: string };
  readonly requestContext: { readonly http: { readonly method: string } };
  readonly body?: string;
}

type Lambda = (event: Event) => Promise<object>;
type Lambdas = { lambdaAdapter(handler: Lambda): Adapter };

/** A Lambda function that counts. It cannot see that anybody has gone away. */
function countingLambda(seen: Seen, handle: Handle): Lambda {
  return (event) => new Promise((resolve) => {
    const { received, left } = begin(seen);
    const body = Buffer.from(event.body ?? '', 'base64');
    received(body);
    seen.whole += 1;
    const path = event.rawQueryString === '' ? event.rawPath : `${event.rawPath}?${event.rawQueryString}`;
    handle({ method: event.requestContext.http.method, path, headers: event.headers, body }, ({ status = 200, headers = [], body: text = '' }) => {
      left();
      seen.answered += 1;
      const cookies = headers.flatMap(([name, value]) => (name === 'Set-Cookie' ? [value] : []));
      resolve({ statusCode: status, headers: Object.fromEntries(headers.filter(([name]) => name !== 'Set-Cookie')), cookies, body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
    });
  });
}

adapterSuite('docs, Lambda', {
  lanes: [],
  faults: ['request-lost', 'doubled'],
  framings: [],
  connected: false,
  serve: async (handle) => {
    const seen = nothingSeen();
    const { lambdaAdapter } = await shown<Lambdas>('lambda.mjs');
    return { session: await lambdaAdapter(countingLambda(seen, handle)).open(), seen };
  },
});

/** Counts what arrives on a stream, which alone tells an answer that was read from one that was not. */
function count(seen: Seen, stream: ServerHttp2Stream, fields: IncomingHttpHeaders, handle: Handle): void {
  const { received, left } = begin(seen);
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received(chunk);
  });
  stream.on('end', () => {
    seen.whole += 1;
    handle({ method: String(fields[':method']), path: String(fields[':path']), headers: fields as Arrived['headers'], body: Buffer.concat(chunks) }, ({ status = 200, headers = [], body = '' }) => {
      const repeated: OutgoingHttpHeaders = { ':status': status };
      for (const [name, value] of headers) repeated[name.toLowerCase()] = [...([repeated[name.toLowerCase()] ?? []].flat() as string[]), value];
      stream.respond(repeated);
      stream.end(body);
    });
  });
  stream.on('error', () => {
    // Told by 'close'.
  });
  stream.on('close', () => {
    left();
    if (stream.rstCode === 0) seen.answered += 1;
    else seen.unanswered += 1;
  });
}

type H2 = { h2Adapter(origin: string): Adapter };

adapterSuite('docs, HTTP/2', {
  lanes: ['pooled', 'h2'],
  faults: [],
  framings: [],
  serve: async (handle) => {
    const seen = nothingSeen();
    const server = createServer().on('stream', (stream, fields) => count(seen, stream, fields, handle)) as unknown as Server;
    watchServer(server, seen);
    const { origin } = await listen(server);
    const { h2Adapter } = await shown<H2>('h2.mjs');
    return { session: await h2Adapter(origin).open(), seen };
  },
});

describe('docs/writing-an-adapter.md', () => {
  it('should show the smallest adapter as it works', async () => {
    const { lambdaAdapter } = await shown<Lambdas>('smallest.mjs');
    const session = await lambdaAdapter(async ({ rawPath, body }) => ({ statusCode: 201, body: `${rawPath} ${body}` })).open();
    const completion = await session.send(post('{"amount":7}'), options());
    expect(brief(completion)).toBe('ok 201');
    expect(textOf(completion)).toBe('/charges {"amount":7}');
    expect(session.faults).toBeUndefined();
  });

  it('should let HTTP/2 say that a request was refused, and nothing else be sure', async () => {
    const server = createServer().on('stream', (stream, fields) => stream.on('error', () => {}).close(fields[':path'] === '/refused' ? 7 : 2)) as unknown as Server;
    const { origin } = await listen(server);
    const { h2Adapter } = await shown<H2>('h2.mjs');
    const session = await h2Adapter(origin).open();
    onTestFinished(() => session.close?.());
    expect(brief(await session.send(post('{}', { path: '/refused' }), options()))).toBe('fail refused');
    expect(brief(await session.send(post('{}', { path: '/failed' }), options()))).toBe('info closed');
  });
});
