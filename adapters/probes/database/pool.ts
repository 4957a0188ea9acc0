import type { Turns } from '../turns.js';
import { createTurns } from '../turns.js';

/** What a placeholder is bound to. */
export type Bound = string | number | bigint | null;

/** What a query came to: how many rows, and the first of them. */
export interface Rows {
  readonly count: number;
  readonly first?: readonly unknown[];
}

/** A connection to a database, one query at a time. */
export interface Connection {
  /** It has ended by itself. */
  readonly ended: boolean;
  ask(sql: string, values: readonly Bound[]): Promise<Rows>;
  /** Takes leave. */
  end(): Promise<void>;
  /** Ends at once, whatever is under way. */
  drop(): void;
}

/** What takes leave for longer than this is dropped. */
const LEAVE_MS = 500;

/**
 * A few connections, opened as they are needed. One on which anything went wrong is not used again: what it has still
 * to say belongs to nobody.
 */
export class Pool {
  readonly #idle: Connection[] = [];
  readonly #turns: Turns;
  #closed = false;

  constructor(
    readonly connect: () => Promise<Connection>,
    most: number,
  ) {
    this.#turns = createTurns(most);
  }

  /** @throws what the driver throws, and where the signal is aborted before there is an answer */
  async ask(sql: string, values: readonly Bound[], signal: AbortSignal): Promise<Rows> {
    const release = await this.#turns.take(signal);
    const asked = this.#askOn(sql, values, signal);
    const givenUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    try {
      // A connection that is not even open yet cannot be dropped: nobody waits for it.
      return await Promise.race([asked, givenUp]);
    } finally {
      release();
    }
  }

  async #askOn(sql: string, values: readonly Bound[], signal: AbortSignal): Promise<Rows> {
    const connection = this.#unused() ?? (await this.connect());
    const drop = (): void => connection.drop();
    if (signal.aborted) drop();
    signal.addEventListener('abort', drop, { once: true });
    try {
      const rows = await connection.ask(sql, values);
      if (this.#closed) void connection.end();
      else this.#idle.push(connection);
      return rows;
    } catch (error) {
      drop();
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  /** A connection that still stands. */
  #unused(): Connection | undefined {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (!connection.ended) return connection;
      connection.drop();
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const leaving = this.#idle.splice(0);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LEAVE_MS);
    });
    await Promise.race([Promise.allSettled(leaving.map((connection) => connection.end())), late]);
    clearTimeout(timer);
    for (const connection of leaving) connection.drop();
  }
}
