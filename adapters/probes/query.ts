import type { Json, Probe, ProbeQuery, QueryTemplate, Reading } from '../../src/model/index.js';
import type { Bound, Rows } from './database/pool.js';
import { troubleWith } from './database/trouble.js';
import { countIn, inTime, shown } from './in-time.js';
import type { ProbeResources } from './resources.js';

/**
 * Counts effects with a query of a database: the first column of its only row. Placeholders are bound parameters, and the
 * query is asked in a transaction that can only read.
 */
export function queryProbe(template: QueryTemplate, resources: ProbeResources): Probe {
  const { text, database } = template;
  const sql = sqlOf(template);
  return {
    name: text,
    kind: 'effects',
    read: ({ values, timeoutMs }: ProbeQuery): Promise<Reading> =>
      inTime(timeoutMs, 'make the query quicker (is there an index on what it selects by? does something hold a lock?), or give attempts more time (--timeout), since it has as long as they have', async (signal) => {
        try {
          return reading(await resources.poolOf(database).ask(sql, values().map(bound), signal));
        } catch (error) {
          return troubleWith(error);
        }
      }),
  };
}

/** The query with parameters where its placeholders stand. */
function sqlOf({ pieces, database }: QueryTemplate): string {
  return pieces.map((piece, index) => (index === 0 ? piece : `${database.dialect === 'postgres' ? `$${index}` : '?'}${piece}`)).join('');
}

function bound(value: Json): Bound {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : JSON.stringify(value);
}

function reading({ count: rows, first = [] }: Rows): Reading {
  if (rows === 0) return { wrong: 'it returned no row', hint: 'select count(*), which returns one row, with 0 where there is nothing; leave GROUP BY away' };
  if (rows > 1) return { wrong: `it returned ${rows} rows`, hint: 'let the database count: SELECT count(*) FROM …' };
  const count = countIn(first[0]);
  if (count !== undefined) return { count };
  const [value] = first;
  const hint = value === null ? 'write count(*), or coalesce(sum(…), 0): the sum of nothing is NULL' : 'select a whole number from 0 on in the first column, such as count(*)';
  return { wrong: `its first column is ${value === null ? 'NULL' : shown(value)}, which is no count`, hint };
}
