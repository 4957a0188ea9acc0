import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { unique } from '../base/stored.js';
import { missingPostgres, missingRedis, postgresUrl, redisUrl } from '../base/stores.js';
import type { ZooServer } from '../zoo.js';
import { CHARGE } from '../zoo.js';
import { started } from './started.js';

type Definition = Pick<ZooServer, 'name' | 'about' | 'bugClass' | 'intended' | 'others' | 'twin'> & { readonly mode: string; readonly more?: readonly string[]; readonly workMs?: number };

const DESCRIPTION = ['--body', CHARGE, '--effects', 'GET /charges?reference={{nonce}}'];
const LEASE = ['--lease', '500ms'];
const PAIR = ['--instances', '2'];

/** Over Redis, which several instances may share. */
function overRedis({ mode, ...rest }: Definition): ZooServer {
  return started({ ...rest, ...missingRedis, script: 'test/zoo/processes/leases.mjs', path: '/charges', description: DESCRIPTION, env: () => ({ MODE: mode, REDIS: redisUrl(), SPACE: unique() }) });
}

/** Over a file, which one instance has to itself. */
function overFile({ mode, more = LEASE, workMs = 8, ...rest }: Definition): ZooServer {
  const folders: string[] = [];
  const book = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'retryproof-ledger-'));
    folders.push(folder);
    return join(folder, 'book');
  };
  const clear = (): void => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  return started({ ...rest, script: 'test/zoo/processes/ledger.mjs', path: '/charges', description: DESCRIPTION, env: () => ({ MODE: mode, BOOK: book(), WORK_MS: String(workMs) }), clear, more });
}

/** The example, over PostgreSQL. */
export const payments = started({
  name: 'postgres-payments',
  about: 'A payment and the record of its key are one transaction; a duplicate waits at the unique key.',
  ...missingPostgres,
  script: 'examples/postgres-payments/server.mjs',
  path: '/payments',
  description: ['--body', '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}', '--effects', `${postgresUrl()} SELECT count(*) FROM payments WHERE reference = {{nonce}}`],
  env: () => ({ DATABASE_URL: postgresUrl() }),
});

const fenced = overRedis({ name: 'fenced-lease-processes', about: 'Claims in Redis with a lease and a fencing token: a paused owner comes back and is turned down.', mode: 'fenced', more: [...PAIR, ...LEASE] });
const stepwise = overRedis({ name: 'goes-on-after-a-stop', about: 'Charges, then writes the answer, each step noted with the claim: whoever takes over goes on from there; asked to stop, it finishes what is under way.', mode: 'stepwise', more: LEASE });
const atomic = overFile({ name: 'atomic-book', about: 'A charge and its key are one line of a file.', mode: 'atomic' });

/** Right: nothing may be reported. */
export const correctProcesses: readonly ZooServer[] = [fenced, stepwise, atomic, payments];

/** What happens to its process, without which a bug is not there. */
type Struck = ZooServer & { readonly strike?: readonly ('kill' | 'restart' | 'pause' | 'stop')[] };

const PAUSE = ['pause'] as const;
const STOP = ['stop'] as const;
/** Whatever ends it. */
const END = ['kill', 'restart', 'stop'] as const;

/** One bug each, which only two processes, or what happens to one of them, can show. */
export const plantedProcesses: readonly Struck[] = [
  { ...overRedis({ name: 'unfenced-lease', about: 'A paused owner whose lease is over charges all the same.', bugClass: 16, intended: 'single-effect', twin: fenced.name, mode: 'unfenced', more: [...PAIR, ...LEASE] }), strike: PAUSE },
  { ...overRedis({ name: 'zombie-record', about: 'A paused owner whose lease is over overwrites the answer of whoever took over.', bugClass: 18, intended: 'identical-replay', others: ['stable-identity'], twin: fenced.name, mode: 'last-word', more: [...PAIR, ...LEASE] }), strike: PAUSE },
  overRedis({ name: 'store-per-process', about: 'Each instance keeps keys of its own.', bugClass: 10, intended: 'single-effect', others: ['stable-identity'], twin: fenced.name, mode: 'own-keys', more: PAIR }),
  { ...overRedis({ name: 'stop-drops-claims', about: 'Asked to stop, it deletes the claims of what is under way, charged or not, and exits.', bugClass: 6, intended: 'single-effect', others: ['stable-identity', 'identical-replay'], twin: stepwise.name, mode: 'dropped-at-stop', more: LEASE }), strike: STOP },
  { ...overFile({ name: 'stuck-claims', about: 'A claim is written before the charge, and nobody ever takes it over.', bugClass: 3, intended: 'not-stuck', twin: atomic.name, mode: 'stuck-claims' }), strike: END },
  { ...overFile({ name: 'key-after-charge', about: 'The key is written some time after the charge.', bugClass: 5, intended: 'single-effect', others: ['stable-identity', 'identical-replay'], twin: atomic.name, mode: 'two-writes' }), strike: END },
  { ...overFile({ name: 'keys-in-memory', about: 'Charges outlive the process, and keys do not.', bugClass: 11, intended: 'single-effect', others: ['stable-identity', 'identical-replay'], twin: atomic.name, mode: 'forgetful' }), strike: END },
];

/** Nobody says how long its claims may last: the kit is told of nothing. */
export const unleasedClaims: ZooServer = overFile({ name: 'unleased-claims', about: 'A claim is written before the charge, which takes its time, and nobody ever takes it over.', bugClass: 3, intended: 'not-stuck', twin: atomic.name, mode: 'stuck-claims', more: [], workMs: 100 });
