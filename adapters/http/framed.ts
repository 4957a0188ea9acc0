import type { Framing, SendOptions, WireRequest } from '../../src/model/index.js';
import type { Wiring } from './exchange.js';
import { Exchange } from './exchange.js';
import type { RequestBytes } from './h1.js';

/** The framings of HTTP/1.1. */
export const FRAMINGS: readonly Framing[] = ['own-connection', 'split', 'chunked'];

/** Between two pieces: long enough that they arrive as two. */
const GAP_MS = 1;
/** Larger bodies are cut into no more pieces than smaller ones. */
const PIECES = 3;

/** An attempt without any fault, on a connection of its own, written as its framing has it. */
export class FramedFlight extends Exchange {
  readonly #framing: Framing;
  #cancel: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(wiring: Wiring, request: WireRequest, options: SendOptions, framing: Framing) {
    super(wiring, request, options);
    this.#framing = framing;
  }

  start(): this {
    const bytes = this.serialise();
    if (bytes === undefined) return this;
    const pieces = piecesOf(bytes, this.#framing);
    this.#cancel = this.wiring.transport.open((error, socket) => {
      if (error !== null) this.fail(error);
      else if (socket !== null) {
        this.attach(socket);
        this.written = true;
        this.#write(pieces);
      }
    });
    return this;
  }

  override settle(completion: Parameters<Exchange['settle']>[0]): boolean {
    if (!super.settle(completion)) return false;
    clearTimeout(this.#timer);
    this.#cancel?.();
    return true;
  }

  #write([piece, ...rest]: readonly Buffer[]): void {
    if (piece === undefined || this.done) return;
    this.socket?.write(piece, (error) => {
      // What went wrong is told by the socket's own event.
      if (error || this.done) return;
      if (rest.length === 0) this.sent();
      else this.#timer = setTimeout(() => this.#write(rest), GAP_MS);
    });
  }
}

/** What is written at once; together they are the request. */
export function piecesOf({ bytes, headBytes }: RequestBytes, framing: Framing): readonly Buffer[] {
  const [head, body] = [bytes.subarray(0, headBytes), bytes.subarray(headBytes)];
  if (framing === 'own-connection') return [bytes];
  if (framing === 'split') return [...cut(head, 2), ...cut(body, PIECES)];
  // Nothing can be said of the length of a body that is not there.
  if (body.length === 0) return [bytes];
  const chunks = cut(body, PIECES).map((piece) => Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]));
  return [chunkedHead(head), ...chunks, Buffer.from('0\r\n\r\n')];
}

/** Content-Length is the last header, where there is one: see `requestBytes`. */
function chunkedHead(head: Buffer): Buffer {
  return Buffer.from(head.toString('latin1').replace(/content-length: \d+\r\n\r\n$/, 'transfer-encoding: chunked\r\n\r\n'), 'latin1');
}

function cut(bytes: Buffer, count: number): Buffer[] {
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size)).filter(({ length }) => length > 0);
}
