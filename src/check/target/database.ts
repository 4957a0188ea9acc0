import type { Database, DatabaseText } from '../../model/index.js';
import { databaseText, shownUrl } from '../../model/index.js';
import { UsageError } from '../options.js';

const PORTS = { postgres: 5432, mysql: 3306 };

/** The database that a probe names: what is connected to is what stands here, whatever the URL would mean to a driver. */
export function parseDatabase({ scheme, url }: Pick<DatabaseText, 'scheme' | 'url'>, flag: string): Database {
  if (scheme === 'sqlite') return { dialect: 'sqlite', file: sqliteFile(url, flag) };
  const dialect = scheme.startsWith('postgres') ? 'postgres' : 'mysql';
  const parts = partsOf(url, flag);
  const parameters = Object.fromEntries(parts.searchParams);
  const named = parameters['host'] ?? decoded(parts.hostname);
  const socket = named.startsWith('/') ? named : (parameters['socket'] ?? parameters['socketPath']);
  const host = named === '' || named.startsWith('/') ? 'localhost' : named;
  if (/[^\w.:[\]-]/.test(host)) throw new UsageError(`${flag} "${shownUrl(url)}" names the host ${JSON.stringify(host)}, which is none`, 'one host, by its name or its address');
  const port = Number(parts.port === '' ? (parameters['port'] ?? PORTS[dialect]) : parts.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`${flag} "${shownUrl(url)}" has no port that can be`, `a number, such as ${PORTS[dialect]}`);
  const given = { user: decoded(parts.username), password: decoded(parts.password) || parameters['password'], name: decoded(parts.pathname.slice(1)) };
  const known = Object.entries(given).filter(([, value]) => value !== undefined && value !== '');
  return { dialect, host: host.replace(/^\[(.*)\]$/, '$1'), port, parameters, ...(socket === undefined ? {} : { socket }), ...(Object.fromEntries(known) as { user?: string }) };
}

function partsOf(url: string, flag: string): URL {
  const example = `it looks like ${/^[a-z]+/i.exec(url)?.[0] ?? 'postgres'}://user:password@localhost/shop; in a password, # / ? @ and % are written %23 %2F %3F %40 %25`;
  if (!/^[a-z]+:\/\//i.test(url)) throw new UsageError(`${flag} "${shownUrl(url)}" is no URL of a database: // is missing`, example);
  try {
    const parts = new URL(url);
    decodeURIComponent(`${parts.username}${parts.password}${parts.hostname}${parts.pathname}`);
    return parts;
  } catch {
    throw new UsageError(`${flag} "${shownUrl(url)}" is no URL of a database`, example);
  }
}

function sqliteFile(url: string, flag: string): string {
  const file = decoded(url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
  if (file === '' || file.startsWith('//')) throw new UsageError(`${flag} "${url}" names no file`, 'write sqlite:shop.db or sqlite:/var/lib/shop.db, with %20 for a space');
  if (file === ':memory:') throw new UsageError(`${flag} "${url}" is a database of whoever opens it: what the service writes is not in it`, 'let the service write to a file, and name that: sqlite:shop.db');
  return file;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where the probes' databases are, as URLs; files and sockets are on this machine. */
export function databaseOrigins({ effects = [], alsoEffects }: { readonly effects?: readonly unknown[]; readonly alsoEffects?: unknown }): readonly string[] {
  const probes = [...effects.map((probe) => [probe, '--effects'] as const), [alsoEffects, '--also-effects'] as const];
  return probes.flatMap(([probe, flag]) => {
    const text = typeof probe === 'string' ? databaseText(probe) : undefined;
    const database = text === undefined ? undefined : parseDatabase(text, flag);
    if (database === undefined || database.dialect === 'sqlite' || database.socket !== undefined) return [];
    return [`${database.dialect}://${database.host.includes(':') ? `[${database.host}]` : database.host}:${database.port}`];
  });
}
