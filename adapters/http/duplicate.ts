import type { Socket } from 'node:net';
import type { SendOptions, WireRequest } from '../../src/model/index.js';
import type { Wiring } from './exchange.js';
import { ignore } from './exchange.js';
import { ResponseParser } from './parser.js';

/** The second delivery of a request that the network doubles: the same bytes on another connection, the answer unread. */
export class Duplicate {
  connected = false;
  readonly #bytes: Buffer;
  readonly #parser: ResponseParser;
  readonly #timeoutMs: number;
  readonly #cancel: () => void;
  #socket: Socket | undefined;

  constructor(wiring: Wiring, bytes: Buffer, request: WireRequest, options: SendOptions, ready: (error: Error | null) => void) {
    this.#bytes = bytes;
    this.#parser = new ResponseParser(request.method, options.maxResponseBytes);
    this.#timeoutMs = options.timeoutMs;
    this.#cancel = wiring.transport.open((error, socket) => {
      if (socket !== null) {
        this.#socket = socket;
        this.connected = true;
        // It may be closed while it waits for the other.
        socket.on('error', ignore);
      }
      ready(error);
    });
  }

  /** Stays connected until the answer is complete: a connection that is closed early might cancel the handler. */
  deliver(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    const timer = setTimeout(() => socket.destroy(), this.#timeoutMs);
    socket.on('close', () => clearTimeout(timer));
    socket.on('end', () => socket.destroy());
    socket.on('data', (arrived: Buffer) => {
      try {
        this.#parser.feed(arrived);
      } catch {
        socket.destroy();
      }
      if (this.#parser.done) socket.destroy();
    });
    socket.write(this.#bytes);
  }

  drop(): void {
    this.#cancel();
    this.#socket?.destroy();
  }
}
