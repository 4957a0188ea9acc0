import type { Adapter, Session } from '../../src/model/index.js';
import { httpAdapter } from '../http/index.js';
import type { NodeServer, NodeTarget } from './target.js';
import { checkTarget, serverOf } from './target.js';
import { serve } from './serve.js';

export type { NodeServer, NodeTarget } from './target.js';

/**
 * The way to a service in this very process: whatever `node:http` can serve. It gets a port of its own on loopback and is
 * driven through the HTTP adapter, with all its lanes and faults, so that nothing of the service is bypassed.
 *
 * `target` is a request listener, a server, a promise of either, or a function without parameters that makes one; the
 * function is called at each `open`.
 *
 * | | |
 * |---|---|
 * | `node:http` | `nodeAdapter((request, response) => …)` |
 * | Express | `nodeAdapter(app)` |
 * | Koa | `nodeAdapter(app.callback())` |
 * | Fastify | `nodeAdapter(async () => { await app.ready(); return app.server; })` |
 * | NestJS | `nodeAdapter(async () => { await app.init(); return app.getHttpServer(); })` |
 *
 * A server that listens already is used where it listens and left alone by `close`. Everything else listens on
 * 127.0.0.1 from `open` to `close`, which ends its connections even where a handler still hangs. An https server's
 * certificate is not looked at. What a listener throws and nobody catches ends the process, as it would in production.
 *
 * @throws TypeError where `target` is nothing that can be served, here or at `open`
 *
 * @example
 * const adapter = nodeAdapter((request, response) => {
 *   response.end(`${request.method} ${request.url}`);
 * });
 */
export function nodeAdapter(target: NodeTarget | Promise<NodeTarget> | (() => NodeTarget | Promise<NodeTarget>)): Adapter {
  checkTarget(target);
  return { name: 'node', open: async () => openServed(await serverOf(target)) };
}

/** A session with a server of this process; closing it ends what was started for it. */
export async function openServed(server: NodeServer): Promise<Session> {
  const served = await serve(server);
  let session: Session;
  try {
    session = await httpAdapter(served.way).open();
  } catch (error) {
    await served.close();
    throw error;
  }
  return {
    ...session,
    async close() {
      try {
        await session.close?.();
      } finally {
        await served.close();
      }
    },
  };
}
