import type { Socket } from 'node:net';
import type { Completion, SendOptions, Shot, WireRequest } from '../../src/model/index.js';
import type { Seat } from './barrier.js';
import { Barrier, SETTLE_MS } from './barrier.js';
import type { Wiring } from './exchange.js';
import { Exchange } from './exchange.js';
import { FaultedFlight } from './faulted.js';
import type { IdleSockets } from './idle.js';
import type { Primer } from './prime.js';

/** What is held back until the barrier opens: the last byte of the headers (with the whole body), or of the body. */
export type Held = 'raw-headers' | 'raw-body';

/** What a raced attempt needs of an instance. */
export interface RawWiring extends Wiring {
  readonly idle: IdleSockets;
}

/** Starts all shots; each one's completion is its own promise. */
export function raceRaw(volley: readonly Shot[], held: Held, wiringOf: (request: WireRequest) => RawWiring, primer: Primer): readonly Promise<Completion>[] {
  const raced: RacedFlight[] = [];
  const barrier = new Barrier(
    // One seat is the primer's.
    volley.length + 1,
    SETTLE_MS,
    () => primer.hit(),
    () => {
      for (const flight of raced) flight.sent();
    },
  );
  const primed = barrier.seat();
  void primer.open().then(() => primed.leave());
  return volley.map(({ request, options }) => {
    const wiring = wiringOf(request);
    const { fault } = options;
    if (fault !== undefined && fault.kind !== 'response-withheld') return new FaultedFlight(wiring, request, options, fault, barrier.seat()).start().completion;
    const flight = new RacedFlight(wiring, request, options, barrier.seat());
    raced.push(flight);
    return flight.start(held).completion;
  });
}

class RacedFlight extends Exchange {
  readonly #raw: RawWiring;
  readonly #seat: Seat;
  #cancel: (() => void) | undefined;
  #released = false;

  constructor(wiring: RawWiring, request: WireRequest, options: SendOptions, seat: Seat) {
    super(wiring, request, options);
    this.#raw = wiring;
    this.#seat = seat;
  }

  start(held: Held): this {
    const request = this.serialise();
    if (request === undefined) return this;
    // Without a body both lanes hold the last byte of the headers.
    const split = (held === 'raw-body' ? request.bytes.length : request.headBytes) - 1;
    const first = request.bytes.subarray(0, split);
    const last = request.bytes.subarray(split);
    const warm = this.#raw.idle.take();
    if (warm !== undefined) this.#hold(warm, first, last);
    else {
      this.#cancel = this.wiring.transport.open((error, socket) => {
        if (error !== null) this.fail(error);
        else if (socket !== null) this.#hold(socket, first, last);
      });
    }
    return this;
  }

  override sent(): void {
    if (this.#released) super.sent();
  }

  override settle(completion: Completion): boolean {
    if (!super.settle(completion)) return false;
    this.#seat.leave();
    this.#cancel?.();
    return true;
  }

  /** A connection goes back only after a whole request: one that was answered early still waits for the rest. */
  protected override dispose(socket: Socket, keepAlive: boolean): void {
    if (keepAlive && this.#released) this.#raw.idle.put(socket);
    else socket.destroy();
  }

  #hold(socket: Socket, first: Buffer, last: Buffer): void {
    this.attach(socket);
    this.written = true;
    socket.write(first, () => {
      this.#seat.arrive(() => {
        this.#released = true;
        socket.write(last);
      });
    });
  }
}
