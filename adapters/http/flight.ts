import type { Completion, SendOptions, WireReason } from '../../src/model/index.js';
import { completionOf } from './errors.js';

/**
 * One attempt under way: it ends once, whatever happens afterwards, and is bounded by its own timer and signal. Each
 * lane extends it with its way of sending.
 */
export abstract class Flight {
  readonly completion: Promise<Completion>;
  /** True from the moment a byte of the request was handed to a connected peer: from then on nothing is a `fail`. */
  written = false;
  done = false;
  /** Neighbours in the list of attempts under way; only that list touches them. */
  previous: Flight | undefined;
  next: Flight | undefined;
  readonly #resolve: (completion: Completion) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #interrupts: Interrupts;
  #sent = false;
  #answered = false;

  constructor(
    readonly options: SendOptions,
    interrupts: Interrupts,
  ) {
    let resolve!: (completion: Completion) => void;
    this.completion = new Promise((settle) => {
      resolve = settle;
    });
    this.#resolve = resolve;
    this.#timer = setTimeout(timedOut, options.timeoutMs, this);
    this.#interrupts = interrupts;
    interrupts.add(this);
  }

  /** Stops whatever still runs for this attempt. Called once, at an end that is no complete response. */
  protected abstract release(): void;

  sent(): void {
    if (this.#sent || this.done) return;
    this.#sent = true;
    this.options.notify('sent');
  }

  firstByte(): void {
    if (this.#answered || this.done) return;
    this.#answered = true;
    this.options.notify('first-byte');
  }

  /** The attempt ended with this; later ends are ignored. */
  settle(completion: Completion): boolean {
    if (this.done) return false;
    this.done = true;
    clearTimeout(this.#timer);
    this.#interrupts.delete(this);
    this.#resolve(completion);
    return true;
  }

  fail(error: unknown): void {
    if (this.settle(completionOf(error, this.written))) this.release();
  }

  /** Ends the attempt for a reason of the kit's own. */
  giveUp(reason: WireReason, detail: string): void {
    if (this.settle({ outcome: this.written ? 'info' : 'fail', reason, detail })) this.release();
  }
}

// One function for all timers, so that an attempt does not allocate a closure for its own.
function timedOut(flight: Flight): void {
  const what = flight.written ? 'no complete answer' : 'no connection';
  flight.giveUp('timeout', `${what} within ${Math.round(flight.options.timeoutMs)} ms`);
}

/**
 * The attempts under way, and the signals that end them: one listener per signal, however many attempts it bounds. A
 * list linked through its members, because adding to and deleting from a Set costs half as much as a whole request.
 */
export class Interrupts {
  readonly #heard = new WeakSet<AbortSignal>();
  #first: Flight | undefined;
  #closed = false;

  /** Whether it is too late to send anything with these options. */
  refuses({ signal }: SendOptions): boolean {
    return this.#closed || signal?.aborted === true;
  }

  add(flight: Flight): void {
    const first = this.#first;
    flight.next = first;
    if (first !== undefined) first.previous = flight;
    this.#first = flight;
    const { signal } = flight.options;
    if (signal === undefined || this.#heard.has(signal)) return;
    this.#heard.add(signal);
    signal.addEventListener('abort', () => this.#interrupt((each) => each.options.signal === signal), { once: true });
  }

  delete(flight: Flight): void {
    const { previous, next } = flight;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    flight.previous = undefined;
    flight.next = undefined;
  }

  /** Ends all attempts; every later one is refused. */
  close(): void {
    this.#closed = true;
    this.#interrupt(() => true);
  }

  #interrupt(concerns: (flight: Flight) => boolean): void {
    const concerned: Flight[] = [];
    for (let flight = this.#first; flight !== undefined; flight = flight.next) if (concerns(flight)) concerned.push(flight);
    for (const flight of concerned) flight.giveUp('interrupted', 'the kit ended the attempt');
  }
}
