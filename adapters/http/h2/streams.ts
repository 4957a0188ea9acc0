import type { SendOptions, WireRequest } from '../../../src/model/index.js';
import type { Seat } from '../barrier.js';
import type { Carrier } from '../carried.js';
import type { Wiring } from '../exchange.js';
import { Flight } from '../flight.js';
import type { H2Connection } from './connection.js';
import { openH2 } from './connection.js';
import { StreamFlight } from './flight.js';
import type { IdleConnections } from './idle.js';

/** What raced streams need of an instance. */
export interface H2Wiring extends Wiring {
  readonly idleH2: IdleConnections;
}

/** What waits for the barrier: whole requests, or the last DATA frame of each. */
export type HeldBack = 'h2' | 'h2-data';

/** Several streams on one connection, ended in one tick; on more where the peer allows fewer at once. */
export class Streams implements Carrier {
  readonly #wiring: H2Wiring;
  readonly #seat: Seat;
  readonly #held: HeldBack;
  readonly #members: StreamFlight[] = [];
  readonly #connections: H2Connection[] = [];
  #cancel: (() => void) | undefined;

  constructor(wiring: H2Wiring, seat: Seat, held: HeldBack) {
    this.#wiring = wiring;
    this.#seat = seat;
    this.#held = held;
  }

  add(request: WireRequest, options: SendOptions): Flight {
    try {
      const flight = new StreamFlight(this.#wiring, request, options, () => this.#memberEnded());
      this.#members.push(flight);
      return flight;
    } catch (error) {
      const flight = new UnwritableFlight(options, this.#wiring.interrupts);
      flight.fail(error);
      return flight;
    }
  }

  start(): void {
    if (this.#members.length === 0) this.#seat.leave();
    else this.#connect();
  }

  /** One connection after the other, until there is a stream for each. */
  #connect(): void {
    const ready = (connection: H2Connection): void => {
      this.#connections.push(connection);
      const streams = this.#connections.reduce((sum, each) => sum + each.streams, 0);
      if (streams < this.#members.length) this.#connect();
      else this.#hold();
    };
    const warm = this.#wiring.idleH2.take();
    if (warm !== undefined) ready(warm);
    else {
      this.#cancel = openH2(this.#wiring.transport, (error, connection) => {
        if (connection !== undefined) ready(connection);
        else for (const flight of this.#members) flight.fail(error);
      });
    }
  }

  #hold(): void {
    const places = this.#connections.flatMap((connection) => Array.from({ length: connection.streams }, () => connection));
    const seated = this.#members.map((flight, index) => ({ flight, connection: places[index] as H2Connection }));
    if (this.#held === 'h2-data') {
      void this.#holdLast(seated);
      return;
    }
    this.#seat.arrive(() => {
      for (const { flight, connection } of seated) flight.sendAll(connection);
    });
  }

  async #holdLast(seated: readonly { readonly flight: StreamFlight; readonly connection: H2Connection }[]): Promise<void> {
    await Promise.all(seated.map(({ flight, connection }) => flight.sendMost(connection)));
    await Promise.all(this.#connections.map(acknowledged));
    this.#seat.arrive(() => {
      for (const { flight } of seated) flight.sendRest();
    });
  }

  #memberEnded(): void {
    if (this.#members.some(({ done }) => !done)) return;
    this.#seat.leave();
    this.#cancel?.();
    for (const connection of this.#connections.splice(0)) this.#wiring.idleH2.put(connection);
  }
}

/** The peer answers a PING after it has read all that was sent before; a connection that ends has nothing to wait for. */
function acknowledged({ session }: H2Connection): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      session.off('close', done);
      resolve();
    };
    if (session.destroyed) {
      resolve();
      return;
    }
    session.once('close', done);
    session.ping(done);
  });
}

/** A request that cannot be written. */
class UnwritableFlight extends Flight {
  protected release(): void {
    // Nothing was begun.
  }
}
