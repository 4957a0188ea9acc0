import { KEEP_ALIVE_MS } from '../pooled.js';
import type { H2Connection } from './connection.js';

/** HTTP/2 connections between two volleys: while one is used, nobody else is on it. */
export class IdleConnections {
  readonly #idle = new Map<H2Connection, NodeJS.Timeout>();

  /** The one used last: it has the longest to live. */
  take(): H2Connection | undefined {
    for (const connection of [...this.#idle.keys()].toReversed()) {
      clearTimeout(this.#idle.get(connection));
      this.#idle.delete(connection);
      if (!connection.usable) continue;
      connection.session.ref();
      return connection;
    }
    return undefined;
  }

  put(connection: H2Connection): void {
    if (!connection.usable) {
      connection.session.destroy();
      return;
    }
    connection.session.unref();
    const timer = setTimeout(() => {
      this.#idle.delete(connection);
      connection.session.destroy();
    }, KEEP_ALIVE_MS).unref();
    this.#idle.set(connection, timer);
  }

  close(): void {
    for (const [connection, timer] of this.#idle) {
      clearTimeout(timer);
      connection.session.destroy();
    }
    this.#idle.clear();
  }
}
