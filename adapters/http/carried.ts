import type { Completion, SendOptions, Shot, WireRequest } from '../../src/model/index.js';
import type { Seat } from './barrier.js';
import { Barrier, SETTLE_MS } from './barrier.js';
import type { Wiring } from './exchange.js';
import { FaultedFlight } from './faulted.js';
import type { Flight } from './flight.js';
import type { Primer } from './prime.js';

/** What takes all plain attempts of a volley to one instance, so that they can arrive in one packet. */
export interface Carrier {
  /** One more attempt; all are added before `start`. It may have failed already. */
  add(request: WireRequest, options: SendOptions): Flight;
  /** Connects, and arrives at its seat; an empty one leaves. */
  start(): void;
}

/** Starts all shots, those to one instance on one carrier; each one's completion is its own promise. */
export function raceCarried<Way extends Wiring>(
  volley: readonly Shot[],
  wayOf: (request: WireRequest) => Way,
  primer: Primer,
  carrierFor: (way: Way, seat: Seat) => Carrier,
): readonly Promise<Completion>[] {
  const isFaulted = ({ options: { fault } }: Shot): boolean => fault !== undefined && fault.kind !== 'response-withheld';
  const ways = new Set(volley.filter((shot) => !isFaulted(shot)).map(({ request }) => wayOf(request)));
  const carried: Flight[] = [];
  const barrier = new Barrier(
    // One seat is the primer's.
    ways.size + volley.filter(isFaulted).length + 1,
    SETTLE_MS,
    () => primer.hit(),
    () => {
      for (const flight of carried) if (flight.written) flight.sent();
    },
  );
  const primed = barrier.seat();
  void primer.open().then(() => primed.leave());
  const carriers = new Map([...ways].map((way) => [way, carrierFor(way, barrier.seat())]));
  const completions = volley.map(({ request, options }) => {
    const way = wayOf(request);
    const { fault } = options;
    if (fault !== undefined && fault.kind !== 'response-withheld') return new FaultedFlight(way, request, options, fault, barrier.seat()).start().completion;
    const flight = (carriers.get(way) as Carrier).add(request, options);
    carried.push(flight);
    return flight.completion;
  });
  for (const carrier of carriers.values()) carrier.start();
  return completions;
}
