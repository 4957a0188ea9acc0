import type { Database, EffectsTemplate, Sink, SinkTemplate } from '../../src/model/index.js';
import type { Connection } from './database/pool.js';
import { Pool } from './database/pool.js';
import { connectMysql, loadMysql } from './database/mysql.js';
import { connectPostgres, loadPostgres } from './database/postgres.js';
import { connectSqlite, sqliteDriver } from './database/sqlite.js';
import { openSink } from '../sink/index.js';
import type { Turns } from './turns.js';
import { createTurns } from './turns.js';

/** What probes hold open, one for a whole run: nothing before it is used, and it may be used again after it was closed. */
export interface ProbeResources {
  poolOf(database: Database): Pool;
  /** Commands that run at once. */
  readonly commands: Turns;
  /** What stands for the service's downstream, once it is open. */
  readonly sink: Sink | undefined;
  /** Opens it; rejects with a SinkError where it cannot listen. */
  openSink(template: SinkTemplate): Promise<Sink>;
  close(): Promise<void>;
}

/** Few: the service under test needs the others. */
const MOST_CONNECTIONS = 4;
const MOST_COMMANDS = 4;

/** Loads what the probes need. @throws DriverError where it is not there */
export async function loadDrivers(probes: readonly EffectsTemplate[]): Promise<void> {
  for (const probe of probes) {
    if (!('database' in probe)) continue;
    if (probe.database.dialect === 'postgres') await loadPostgres();
    else if (probe.database.dialect === 'mysql') await loadMysql();
    else sqliteDriver();
  }
}

export function createResources(): ProbeResources {
  const pools = new Map<string, Pool>();
  let sink: Sink | undefined;
  return {
    get sink() {
      return sink;
    },
    openSink: async (template) => (sink = await openSink(template)),
    commands: createTurns(MOST_COMMANDS),
    poolOf(database) {
      const key = JSON.stringify(database);
      // One process reads a file: its queries take turns anyway.
      const pool = pools.get(key) ?? new Pool(() => connect(database), database.dialect === 'sqlite' ? 1 : MOST_CONNECTIONS);
      pools.set(key, pool);
      return pool;
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      const played = sink;
      sink = undefined;
      await Promise.all([...open.map((pool) => pool.close()), played?.close()]);
    },
  };
}

function connect(database: Database): Promise<Connection> {
  if (database.dialect === 'sqlite') return connectSqlite(database.file);
  return database.dialect === 'postgres' ? connectPostgres(database) : connectMysql(database);
}
