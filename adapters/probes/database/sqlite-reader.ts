import type { Rows } from './pool.js';

/** As much of `node:sqlite` as is used; packages for older Nodes have the same. */
interface Sqlite {
  readonly DatabaseSync: new (file: string, options: { readonly readOnly: boolean }) => {
    exec(sql: string): void;
    prepare(sql: string): {
      setReadBigInts(on: boolean): void;
      setReturnArrays?(on: boolean): void;
      all(...values: unknown[]): readonly (readonly unknown[] | { readonly [column: string]: unknown })[];
    };
  };
}

export interface Question {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** What the reader answers: rows, or what the driver said. */
export type Answered = { readonly rows: Rows } | { readonly error: string };

/**
 * Answers questions about a file. It runs in a process of its own, where it is sent as text (`reader.toString()`), since a
 * query of SQLite blocks the process that asks it: so it uses nothing but what it is given.
 */
export function reader(self: NodeJS.Process, load: (driver: string) => unknown, driver: string, file: string): void {
  let database: InstanceType<Sqlite['DatabaseSync']> | undefined;
  const answer = ({ sql, values }: Question): Answered => {
    try {
      if (database === undefined) {
        database = new (load(driver) as Sqlite).DatabaseSync(file, { readOnly: true });
        // Whoever asks ends this process where it took too long.
        database.exec('PRAGMA busy_timeout = 600000');
      }
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      statement.setReturnArrays?.(true);
      const rows = statement.all(...values);
      const [first] = rows;
      if (first === undefined) return { rows: { count: 0 } };
      const columns = Object.values(first) as unknown[];
      // Without arrays, a column that is called like a number would come first.
      if (!Array.isArray(first) && columns.length > 1) return { error: 'it has several columns, and this version of Node does not tell which is the first: ask for one' };
      return { rows: { count: rows.length, first: columns } };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  self.on('message', (question) => self.send?.(answer(question as Question)));
}
