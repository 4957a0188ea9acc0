import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { Server } from 'node:net';

/** A server of `node:http` or `node:https`, or one of `node:http2` that allows HTTP/1.1. */
export type NodeServer = Server;

/** What can be served. */
export type NodeTarget = RequestListener | NodeServer;

type Given = NodeTarget | Promise<NodeTarget> | (() => NodeTarget | Promise<NodeTarget>);

const WHAT = 'a request listener, a server, or a function without parameters that makes one';

/** What is handed over in place of its listener, known by its members, and what to write instead. */
const MISTAKEN: readonly (readonly [members: readonly string[], hint: string])[] = [
  [['ready', 'routing', 'server'], 'A Fastify app is given as nodeAdapter(async () => { await app.ready(); return app.server; }).'],
  [['callback', 'middleware'], 'A Koa app is given as nodeAdapter(app.callback()).'],
  [['init', 'getHttpServer'], 'A NestJS app is given as nodeAdapter(async () => { await app.init(); return app.getHttpServer(); }).'],
  [['fetch'], 'What answers a Request with a Response is for the other adapter: fetchAdapter((request) => app.fetch(request)).'],
];

/** @throws TypeError where this can never be served, so that it is said where it was written. */
export function checkTarget(given: unknown): void {
  if (typeof given === 'function' || isServer(given)) return;
  if (!isPromise(given)) throw new TypeError(`${shown(given)} cannot be served: ${hintFor(given)}`);
  // A failure is told by whoever opens the adapter; until then it is nobody's.
  given.then(undefined, () => undefined);
}

/**
 * The server of a target. A listener gets a new one.
 *
 * @throws TypeError where the target is neither; what making it threw is thrown on.
 */
export async function serverOf(given: Given): Promise<NodeServer> {
  const made = isMaker(given) ? await given() : await given;
  if (isServer(made)) return made;
  if (typeof made === 'function') return createServer(made);
  const from = isMaker(given) ? 'A function without parameters makes the server, but this one returned' : 'The promise of a server came to';
  throw new TypeError(`${from} ${shown(made)}: ${hintFor(made)}`);
}

/** A listener that names no parameter could neither read a request nor answer it. */
function isMaker(given: Given): given is () => NodeTarget | Promise<NodeTarget> {
  return typeof given === 'function' && given.length === 0;
}

/** Known by what it can do: a server may come from another realm, or be wrapped. */
function isServer(given: unknown): given is NodeServer {
  return hasAll(given, ['listen', 'address', 'close']) && typeof given !== 'function';
}

function isPromise(given: unknown): given is Promise<unknown> {
  return hasAll(given, ['then']);
}

function hasAll(given: unknown, members: readonly string[]): boolean {
  return (typeof given === 'object' || typeof given === 'function') && given !== null && members.every((member) => member in given);
}

function hintFor(given: unknown): string {
  const known = MISTAKEN.find(([members]) => hasAll(given, members))?.[1];
  return known ?? `the target is ${WHAT}. A listener names its parameters: (request, response) => …`;
}

function shown(given: unknown): string {
  return typeof given === 'object' && given !== null ? 'an object' : String(given);
}
