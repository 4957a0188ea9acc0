import type { Socket } from 'node:net';
import type { SendOptions, WireRequest } from '../../src/model/index.js';
import { complete } from './decode.js';
import type { Interrupts } from './flight.js';
import { Flight } from './flight.js';
import type { RequestBytes } from './h1.js';
import { requestBytes } from './h1.js';
import { ResponseParser } from './parser.js';
import type { Transport } from './transport.js';

/** What the lanes on sockets of our own share. */
export interface Wiring {
  readonly transport: Transport;
  readonly interrupts: Interrupts;
}

/** An attempt on a socket of our own: reads one response from it. Subclasses decide when which bytes are written. */
export abstract class Exchange extends Flight {
  protected readonly parser: ResponseParser;
  protected socket: Socket | undefined;

  constructor(
    protected readonly wiring: Wiring,
    protected readonly request: WireRequest,
    options: SendOptions,
  ) {
    super(options, wiring.interrupts);
    this.parser = new ResponseParser(request.method, options.maxResponseBytes);
  }

  /** The request's bytes; undefined where it cannot be written, and the attempt has failed. */
  protected serialise(): RequestBytes | undefined {
    try {
      return requestBytes(this.request, this.wiring.transport);
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  protected attach(socket: Socket): void {
    this.socket = socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    socket.ref();
  }

  /** The socket without this attempt; errors of a connection that nobody uses any more are nobody's. */
  protected detach(): Socket | undefined {
    const { socket } = this;
    this.socket = undefined;
    if (socket === undefined) return undefined;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
    socket.on('error', ignore);
    return socket;
  }

  /** The response is complete; the peer would take another request on the socket where `keepAlive`. */
  protected dispose(socket: Socket, _keepAlive: boolean): void {
    socket.destroy();
  }

  /** Called after the parser has taken what arrived; true where the attempt is over. */
  protected intervene(): boolean {
    return this.done;
  }

  protected release(): void {
    this.detach()?.destroy();
  }

  readonly #onData = (arrived: Buffer): void => {
    this.firstByte();
    try {
      this.parser.feed(arrived);
      if (!this.intervene() && this.parser.done) this.#finish();
    } catch (error) {
      this.fail(error);
    }
  };

  readonly #onEnd = (): void => {
    if (this.done) return;
    try {
      this.parser.end();
      this.#finish();
    } catch (error) {
      this.fail(error);
    }
  };

  readonly #onError = (error: Error): void => {
    this.fail(error);
  };

  readonly #onClose = (): void => {
    this.#onEnd();
  };

  #finish(): void {
    const { status, headers, body, keepAlive } = this.parser;
    const socket = this.detach();
    this.settle(complete(status, headers, body.whole(), this.options.maxResponseBytes));
    if (socket !== undefined) this.dispose(socket, keepAlive);
  }
}

export function ignore(): void {
  // An error that is nobody's any more.
}
