import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { resolve } from 'node:path';

import type { ZooServer } from '../zoo.js';
import { CHARGE } from '../zoo.js';

const REDIS = process.env['RETRYPROOF_TEST_REDIS'] ?? 'redis://127.0.0.1:6379';

/** Where these tests find Redis; with the reason where there is none. `scripts/test-results.mjs` reads it, and looks for itself. */
export const redis = await (async () => {
  const missing = !(await answers(REDIS));
  return { title: missing ? `Redis [skipped: nothing that can be used at ${REDIS}]` : 'Redis', missing };
})();

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    const socket = createConnection(Number(port || 6379), hostname, () => socket.write('PING\r\n'));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.once('data', (data) => {
      done(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => done(false)).once('close', () => done(false));
  });
}

type Definition = Pick<ZooServer, 'name' | 'about' | 'bugClass' | 'intended' | 'others'> & { readonly mode: string; readonly more?: readonly string[] };

/** A service that the kit starts itself, as several processes over one Redis. */
function overRedis({ mode, more = [], ...rest }: Definition): ZooServer {
  return {
    ...rest,
    start: () => Promise.resolve({ url: 'http://localhost:{{port}}', close: () => Promise.resolve() }),
    flags(url) {
      const space = `rp_${randomBytes(6).toString('hex')}`;
      const command = `MODE=${mode} REDIS='${REDIS}' SPACE=${space} ${process.execPath} ${resolve('test/zoo/processes/leases.mjs')}`;
      return [`${url}/charges`, '--body', CHARGE, '--effects', 'GET /charges?reference={{nonce}}', '--exec', command, '--instances', '2', ...more];
    },
  };
}

const LEASE = ['--lease', '500ms'];

/** Right: nothing may be reported. */
export const fenced = overRedis({ name: 'fenced-lease', about: 'Claims in Redis with a lease and a fencing token: a paused owner comes back and is turned down.', mode: 'fenced', more: LEASE });

/** One bug each, which only two processes, or what happens to one of them, can show. `strike`: what its finding is not there without. */
export const plantedProcesses: readonly (ZooServer & { readonly strike?: 'pause' })[] = [
  { ...overRedis({ name: 'unfenced-lease', about: 'A paused owner whose lease is over charges all the same.', bugClass: 16, intended: 'single-effect', mode: 'unfenced', more: LEASE }), strike: 'pause' },
  { ...overRedis({ name: 'zombie-record', about: 'A paused owner whose lease is over overwrites the answer of whoever took over.', bugClass: 18, intended: 'identical-replay', others: ['stable-identity'], mode: 'last-word', more: LEASE }), strike: 'pause' },
  overRedis({ name: 'store-per-process', about: 'Each instance keeps keys of its own.', bugClass: 10, intended: 'single-effect', others: ['stable-identity'], mode: 'own-keys' }),
];
