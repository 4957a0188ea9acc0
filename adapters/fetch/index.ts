import { createServer } from 'node:http';
import type { Adapter } from '../../src/model/index.js';
import { openServed } from '../node/index.js';
import { bridge } from './bridge.js';
import type { FetchHandler, FetchOptions } from './bridge.js';

export type { FetchHandler, FetchOptions } from './bridge.js';

/**
 * The way to a handler in this very process that answers a `Request` with a `Response`. It is served by `node:http` on a
 * port of its own on loopback, and driven through the HTTP adapter, with all its lanes and faults.
 *
 * | | |
 * |---|---|
 * | Hono, Elysia | `fetchAdapter(app.fetch)` |
 * | Cloudflare Workers | `fetchAdapter((request) => worker.fetch(request, env, context))` |
 * | Next | `fetchAdapter((request) => POST(new NextRequest(request)))` |
 * | Remix, React Router | `fetchAdapter(createRequestHandler(build))` |
 *
 * Bodies are streamed both ways; `request.signal` aborts when the client goes away. Nothing is added to an answer but
 * what HTTP/1.1 needs (`Date`, `Connection`, its length or chunks). A handler that throws, or returns no `Response`, is
 * answered with 500 and no reason: `onError` is told. GET and HEAD have no body in the Fetch standard; one that is sent
 * with them does not arrive.
 *
 * @throws TypeError where `handler` is no function
 *
 * @example
 * const adapter = fetchAdapter(async (request) => Response.json({ received: await request.json() }, { status: 201 }));
 */
export function fetchAdapter(handler: FetchHandler, options: FetchOptions = {}): Adapter {
  if (typeof handler !== 'function') throw new TypeError(`The handler is a function (request) => response, not ${typeof handler}.${hintFor(handler)}`);
  return { name: 'fetch', open: () => openServed(createServer(bridge(handler, options))) };
}

function hintFor(handler: unknown): string {
  const fetches = typeof handler === 'object' && handler !== null && 'fetch' in handler;
  return fetches ? ' It has a fetch of its own: fetchAdapter((request) => app.fetch(request)).' : '';
}
