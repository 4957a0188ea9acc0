import type { Adapter, Completion, Lane, SendOptions, Session, Shot, WireRequest } from '../../src/model/index.js';
import { raceCarried } from './carried.js';
import { WireError, completionOf } from './errors.js';
import { FaultedFlight, faultsOn } from './faulted.js';
import { Interrupts } from './flight.js';
import { FRAMINGS, FramedFlight } from './framed.js';
import { IdleConnections } from './h2/idle.js';
import type { H2Wiring } from './h2/streams.js';
import { Streams } from './h2/streams.js';
import { HostRefusedError, refusedHosts } from './hosts.js';
import { IdleSockets } from './idle.js';
import { Pipeline } from './pipelined.js';
import { PooledLane } from './pooled.js';
import { Primer } from './prime.js';
import type { RawWiring } from './raw.js';
import { raceRaw } from './raw.js';
import type { TransportOptions } from './transport.js';
import { Transport } from './transport.js';

/** An HTTP/1.1 target. */
export interface HttpOptions extends TransportOptions {
  /** Origins (`http://localhost:3000`), one per instance; what follows the origin is ignored. */
  readonly instances: readonly string[];
  /** Hosts besides loopback that may be sent to, by name or `name:port`. */
  readonly allowHosts?: readonly string[];
  /** Most connections per instance in the pooled lane; default 512, enough for 16 plans of 30 attempts. */
  readonly connections?: number;
}

/** What a target may speak; calibration finds out which of it this one does. */
const LANES: readonly Lane[] = ['pooled', 'raw-body', 'raw-headers', 'pipelined', 'h2-data', 'h2'];

/**
 * The way to an HTTP/1.1 service: over TCP or a unix socket, with or without TLS, through an HTTP proxy or not.
 *
 * One attempt is one send: nothing is retried, no redirect is followed, no cookie is kept. The session's faults are all
 * of the model's; over a unix socket all but `reset`.
 *
 * @throws TypeError where an instance or the proxy is no URL that it can be; `open` rejects with a {@link HostRefusedError}
 *   where one of them is not this machine and was not allowed.
 *
 * @example
 * const session = await httpAdapter({ instances: ['http://localhost:3000'] }).open();
 */
export function httpAdapter(options: HttpOptions): Adapter {
  // In plain JavaScript it may be anything, a URL above all.
  const { instances } = Object(options) as Partial<HttpOptions>;
  if (!Array.isArray(instances) || instances.length === 0) throw new TypeError("An HTTP target has at least one instance: httpAdapter({ instances: ['http://localhost:3000'] }).");
  const transports = (): Transport[] => options.instances.map((origin) => new Transport(origin, options));
  // Built here as well, so that what is wrong with the options is said at once; a transport holds nothing until it is used.
  transports();
  return {
    name: 'http',
    async open() {
      const refused = refusedHosts(options);
      // Here, and not where a check begins: whoever opens this, by whatever way, sends nothing to a stranger.
      if (refused.length > 0) throw new HostRefusedError(refused);
      return openSession(transports(), options);
    },
  };
}

/** One instance with everything that is kept for it. */
interface Instance extends RawWiring, H2Wiring {
  readonly pooled: PooledLane;
}

function openSession(transports: readonly Transport[], options: HttpOptions): Session {
  const interrupts = new Interrupts();
  const primer = new Primer();
  const instances = transports.map((transport): Instance => {
    const pooled = new PooledLane(transport, options.connections ?? 512, interrupts);
    return { transport, interrupts, pooled, idle: new IdleSockets(), idleH2: new IdleConnections() };
  });
  const instanceOf = (request: WireRequest): Instance | undefined => instances[request.instance];

  const send = (request: WireRequest, sending: SendOptions): Promise<Completion> => {
    const instance = instanceOf(request);
    if (instance === undefined) return Promise.resolve(completionOf(new WireError('other', `there is no instance ${request.instance}`), false));
    if (interrupts.refuses(sending)) return Promise.resolve(completionOf(new WireError('interrupted', 'the kit has ended'), false));
    const { fault, framing } = sending;
    if (fault === undefined || fault.kind === 'response-withheld') {
      return framing === undefined ? instance.pooled.send(request, sending) : new FramedFlight(instance, request, sending, framing).start().completion;
    }
    return new FaultedFlight(instance, request, sending, fault).start().completion;
  };

  const race = (volley: readonly Shot[], lane: Lane): readonly Promise<Completion>[] => {
    const sendable = volley.every(({ request, options: sending }) => instanceOf(request) !== undefined && !interrupts.refuses(sending));
    const wayOf = (request: WireRequest): Instance => instanceOf(request) as Instance;
    if (lane === 'pooled' || !sendable) return volley.map(({ request, options: sending }) => send(request, sending));
    if (lane === 'raw-headers' || lane === 'raw-body') return raceRaw(volley, lane, wayOf, primer);
    if (lane === 'pipelined') return raceCarried(volley, wayOf, primer, (way, seat) => new Pipeline(way, seat));
    return raceCarried(volley, wayOf, primer, (way, seat) => new Streams(way, seat, lane));
  };

  return {
    send,
    instances: transports.map(({ origin }) => origin),
    faults: faultsOn(options.unixSocket === undefined),
    framings: FRAMINGS,
    racing: { lanes: LANES, race },
    close: async () => {
      interrupts.close();
      for (const { idle, idleH2 } of instances) {
        idle.close();
        idleH2.close();
      }
      await Promise.all([primer.close(), ...instances.flatMap(({ pooled, transport }) => [pooled.close(), transport.close()])]);
    },
  };
}
