import type { Socket } from 'node:net';
import { ignore } from './exchange.js';
import { KEEP_ALIVE_MS } from './pooled.js';

/** Connections between two raced requests. One on which anything happens meanwhile is not used again. */
export class IdleSockets {
  readonly #idle = new Map<Socket, () => void>();

  /** The one used last: it has the longest to live. */
  take(): Socket | undefined {
    const socket = [...this.#idle.keys()].at(-1);
    if (socket !== undefined) this.#idle.get(socket)?.();
    return socket;
  }

  put(socket: Socket): void {
    if (socket.destroyed || !socket.writable) return;
    const drop = (): void => {
      forget();
      socket.destroy();
    };
    const timer = setTimeout(drop, KEEP_ALIVE_MS).unref();
    const forget = (): void => {
      clearTimeout(timer);
      socket.off('data', drop).off('end', drop).off('close', drop).off('error', ignore);
      this.#idle.delete(socket);
    };
    socket.on('data', drop).on('end', drop).on('close', drop);
    socket.unref();
    this.#idle.set(socket, forget);
  }

  close(): void {
    for (const [socket, forget] of this.#idle) {
      forget();
      socket.destroy();
    }
  }
}
