import type { Socket } from 'node:net';

import { reset } from '../reset.js';
import { Relay } from './relay.js';

interface LinkOptions {
  readonly delayMs: () => number;
  /** So many bytes came from the service. */
  readonly onBytes: (bytes: number) => void;
}

/** One connection of the service's, and the one to the store that stands for it. */
export class Link {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #relays: readonly Relay[];
  /** Answers that still come through before one is lost; undefined: none is. */
  #losesAfter: number | undefined;

  /** @param near - the service's end; both sockets leave half-closing to this link (`allowHalfOpen`) */
  constructor(near: Socket, far: Socket, { delayMs, onBytes }: LinkOptions) {
    this.#near = near;
    this.#far = far;
    const there = new Relay(near, far, { delayMs, lets: (bytes) => (onBytes(bytes), true) });
    const back = new Relay(far, near, { delayMs, lets: () => !this.#loses() });
    this.#relays = [there, back];
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      socket.setNoDelay(true);
      // What breaks on one side is broken for the other: a peer that is told nothing waits for ever.
      socket.on('error', () => reset(other));
      socket.on('close', () => {
        if (!other.destroyed && !other.writableEnded) other.destroy();
      });
    }
  }

  get isOpen(): boolean {
    return !(this.#near.destroyed && this.#far.destroyed);
  }

  /** After so many more, an answer of the store is lost, and the connection with it. */
  loseAnswer(skip: number): void {
    this.#losesAfter = skip;
  }

  keepAnswers(): void {
    this.#losesAfter = undefined;
  }

  flush(): void {
    for (const relay of this.#relays) relay.flush();
  }

  /** Resets both ends (RST). */
  cut(): void {
    reset(this.#near);
    reset(this.#far);
  }

  #loses(): boolean {
    if (this.#losesAfter === undefined) return false;
    this.#losesAfter -= 1;
    if (this.#losesAfter >= 0) return false;
    // It has been done: the store has answered.
    this.cut();
    return true;
  }
}
