/** From the last seat's arrival to the release: what was already written must have arrived, or it would arrive with the rest. */
export const SETTLE_MS = 2;

/**
 * Releases several attempts at once. Every seat is either taken (`arrive`) or given up (`leave`); when none is open
 * any more, and what was already written has had time to arrive, all are released in one loop.
 */
export class Barrier {
  #open: number;
  #released = false;
  readonly #releases = new Map<Seat, () => void>();

  /** `prime` is called right before the loop: the first system call after a wait is cold, and would set one apart. */
  constructor(
    seats: number,
    readonly settleMs: number,
    readonly prime: () => void,
    readonly released: () => void,
  ) {
    this.#open = seats;
  }

  seat(): Seat {
    let open = true;
    const seat: Seat = {
      arrive: (release) => {
        if (!open) return;
        open = false;
        this.#releases.set(seat, release);
        this.#close();
      },
      leave: () => {
        this.#releases.delete(seat);
        if (!open) return;
        open = false;
        this.#close();
      },
    };
    return seat;
  }

  #close(): void {
    this.#open -= 1;
    if (this.#open === 0) setTimeout(() => this.#release(), this.settleMs);
  }

  #release(): void {
    if (this.#released || this.#releases.size === 0) return;
    this.#released = true;
    const releases = [...this.#releases.values()];
    this.prime();
    for (const release of releases) release();
    this.released();
  }
}

/** A place at a barrier. */
export interface Seat {
  /** Ready: `release` is called when the barrier opens. */
  arrive(release: () => void): void;
  /** Will not come, or went away again. */
  leave(): void;
}
