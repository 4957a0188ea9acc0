import type mysql from 'mysql2/promise';
import type { ServerDatabase } from '../../../src/model/index.js';
import { loadDriver } from './driver.js';
import type { Connection } from './pool.js';

/** Loads the driver. @throws DriverError where it is not there */
export async function loadMysql(): Promise<typeof mysql> {
  const { default: driver } = await loadDriver<{ readonly default: typeof mysql }>('mysql2/promise', 'MySQL or MariaDB');
  return driver;
}

export async function connectMysql(database: ServerDatabase): Promise<Connection> {
  const driver = await loadMysql();
  const connection = await driver.createConnection(configOf(database));
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  // Without a listener, a server that goes away would end this process.
  connection.on('error', end);
  const { stream } = (connection as unknown as { connection: { stream: NodeJS.EventEmitter & { unref(): void } } }).connection;
  stream.on('close', end);
  // Whoever reads keeps the process alive, and not what may be read next.
  stream.unref();
  return {
    get ended() {
      return ended;
    },
    async ask(sql, values) {
      await connection.query('START TRANSACTION READ ONLY');
      // Prepared by the server: the driver's own `query` would paste the values in.
      const [rows] = await connection.execute<mysql.RowDataPacket[]>({ sql, rowsAsArray: true }, [...values]);
      await connection.query('COMMIT');
      const [first] = rows;
      return { count: rows.length, ...(first === undefined ? {} : { first: first as unknown as readonly unknown[] }) };
    },
    end: () => connection.end(),
    drop: () => connection.destroy(),
  };
}

function configOf({ host, port, socket, user, password, name, parameters }: ServerDatabase): mysql.ConnectionOptions {
  const ssl = tlsOf(parameters);
  return {
    ...(socket === undefined ? { host, port } : { socketPath: socket }),
    connectTimeout: 5_000,
    supportBigNumbers: true,
    bigNumberStrings: true,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(name === undefined ? {} : { database: name }),
    ...(ssl === undefined || socket !== undefined ? {} : { ssl }),
  };
}

/** `ssl-mode` as MySQL's own client means it: `REQUIRED` encrypts, and only `VERIFY_…` asks who is there. */
function tlsOf(parameters: ServerDatabase['parameters']): mysql.SslOptions | undefined {
  const mode = (parameters['ssl-mode'] ?? parameters['sslmode'] ?? parameters['ssl'] ?? 'disabled').toLowerCase();
  if (/^(disabled?|preferred|prefer|false|0)$/.test(mode)) return undefined;
  return { rejectUnauthorized: mode.startsWith('verify') };
}
