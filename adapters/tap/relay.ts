import type { Socket } from 'node:net';

/** What waits here for its time is held in memory: beyond this the sender is kept waiting, as it would be by a slow network. */
const MOST_WAITING_BYTES = 1_048_576;

/** Who decides what becomes of a chunk. */
export interface Passage {
  /** How long a chunk is kept back, in milliseconds; 0 passes it on at once. */
  readonly delayMs: () => number;
  /** False where the chunk is lost. */
  readonly lets: (bytes: number) => boolean;
}

interface Waiting {
  /** Null: the sender's end. */
  readonly chunk: Buffer | null;
  readonly dueMs: number;
}

/** One direction of a connection: what one end writes, the other reads, in order, its end (FIN) last. */
export class Relay {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #passage: Passage;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, passage: Passage) {
    this.#from = from;
    this.#to = to;
    this.#passage = passage;
    from.on('data', (chunk: Buffer) => {
      if (passage.lets(chunk.length)) this.#take(chunk);
    });
    from.on('end', () => this.#take(null));
    to.on('drain', () => this.#flow());
    to.on('close', () => this.#forget());
  }

  /** What was kept back goes on its way at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { chunk } of this.#waiting.splice(0)) this.#give(chunk);
    this.#waitingBytes = 0;
    this.#flow();
  }

  #take(chunk: Buffer | null): void {
    const delayMs = this.#passage.delayMs();
    // Nothing overtakes what is kept back already.
    if (delayMs === 0 && this.#waiting.length === 0) this.#give(chunk);
    else {
      this.#waiting.push({ chunk, dueMs: performance.now() + delayMs });
      this.#waitingBytes += chunk?.length ?? 0;
      this.#schedule();
    }
    this.#flow();
  }

  #schedule(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#giveDue();
      this.#schedule();
    }, Math.max(0, first.dueMs - performance.now()));
  }

  #giveDue(): void {
    const nowMs = performance.now();
    // A timer may fire a fraction of a millisecond early.
    for (let first = this.#waiting[0]; first !== undefined && first.dueMs <= nowMs + 0.5; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#waitingBytes -= first.chunk?.length ?? 0;
      this.#give(first.chunk);
    }
    this.#flow();
  }

  #give(chunk: Buffer | null): void {
    if (this.#to.destroyed) return;
    if (chunk === null) this.#to.end();
    else this.#to.write(chunk);
  }

  /** Reads no faster than the other end takes. */
  #flow(): void {
    if (this.#from.destroyed) return;
    if (this.#to.writableNeedDrain || this.#waitingBytes > MOST_WAITING_BYTES) this.#from.pause();
    else if (this.#from.isPaused()) this.#from.resume();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
  }
}
