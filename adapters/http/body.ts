import { WireError } from './errors.js';

/** Pieces that are kept apart; a body of very many tiny ones would cost far more memory than it has bytes. */
const MOST_PIECES = 1024;

/** The bytes of a response body as they arrive, up to a limit. */
export class ReceivedBody {
  bytes = 0;
  #pieces: Uint8Array[] = [];

  constructor(readonly maxBytes: number) {}

  /** @throws WireError once the body is larger than the limit. */
  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.bytes += piece.length;
    if (this.bytes > this.maxBytes) {
      this.#pieces = [];
      throw new WireError('too-large', `the body is larger than ${this.maxBytes} bytes`);
    }
    this.#pieces.push(piece);
    if (this.#pieces.length > MOST_PIECES) this.#pieces = [Buffer.concat(this.#pieces)];
  }

  /** The whole body: no copy is made where it came in one piece, as most do. */
  whole(): Uint8Array {
    const [only] = this.#pieces;
    return this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces);
  }
}
