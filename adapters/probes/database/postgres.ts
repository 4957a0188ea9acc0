import { readFileSync } from 'node:fs';
import type pg from 'pg';
import type { ServerDatabase } from '../../../src/model/index.js';
import { loadDriver } from './driver.js';
import type { Connection } from './pool.js';

/** Loads the driver. @throws DriverError where it is not there */
export function loadPostgres(): Promise<{ readonly default: typeof pg }> {
  return loadDriver('pg', 'PostgreSQL');
}

export async function connectPostgres(database: ServerDatabase): Promise<Connection> {
  const { default: driver } = await loadPostgres();
  const client = new driver.Client(configOf(database));
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  // Without a listener, a server that goes away would end this process.
  client.on('error', end);
  client.on('end', end);
  await client.connect();
  // Whoever reads keeps the process alive, and not what may be read next. The types do not know it yet.
  (client as unknown as { unref(): void }).unref();
  return {
    get ended() {
      return ended;
    },
    async ask(text, values) {
      await client.query('BEGIN READ ONLY');
      const { rows } = await client.query<unknown[]>({ text, values: [...values], rowMode: 'array' });
      await client.query('COMMIT');
      const [first] = rows;
      return { count: rows.length, ...(first === undefined ? {} : { first }) };
    },
    end: () => client.end(),
    // It is not waited for: with a query under way this closes the socket.
    drop: () => void client.end().catch(end),
  };
}

function configOf({ host, port, socket, user, password, name, parameters }: ServerDatabase): pg.ClientConfig {
  const { schema } = parameters;
  const ssl = tlsOf(parameters);
  return {
    host: socket ?? host,
    port,
    application_name: 'retryproof',
    connectionTimeoutMillis: 5_000,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(name === undefined ? {} : { database: name }),
    ...(ssl === undefined || socket !== undefined ? {} : { ssl }),
    // As Prisma writes it.
    ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
  };
}

/** `sslmode` as libpq means it: `require` encrypts, and only `verify-…` asks who is there. */
function tlsOf({ sslmode, sslrootcert }: ServerDatabase['parameters']): pg.ClientConfig['ssl'] {
  if (sslmode === undefined || /^(disable|allow|prefer)$/.test(sslmode)) return undefined;
  if (/^(require|no-verify)$/.test(sslmode)) return { rejectUnauthorized: false };
  return { rejectUnauthorized: true, ...(sslrootcert === undefined ? {} : { ca: readFileSync(sslrootcert, 'utf8') }) };
}
