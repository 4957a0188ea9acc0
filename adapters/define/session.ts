import type { Completion, SendOptions, Session, WireEvent, WireRequest } from '../../src/model/index.js';
import { WireError } from '../http/errors.js';
import { Flight, Interrupts } from '../http/flight.js';
import { completionBreaches } from './completion.js';
import { AdapterError } from './error.js';

/**
 * A session that keeps what `Session` promises, whatever the one within does: an attempt ends once, in time, when the kit
 * ends and when the session is closed; what throws is `info`, since it may have been applied; a completion that is none
 * is an error.
 */
export function guarded(name: string, session: Session): Session {
  const interrupts = new Interrupts();
  const { racing, faults, framings, processControl, taps, instances, advanceClock } = session;
  let closing: Promise<void> | undefined;

  const attempt = (request: WireRequest, options: SendOptions): Attempt => {
    const flight = new Attempt(name, request, options, interrupts);
    const refusal = refusalOf(session, request, options) ?? (interrupts.refuses(options) ? new WireError('interrupted', 'the kit has ended') : undefined);
    if (refusal !== undefined) flight.fail(refusal);
    return flight;
  };
  const send = (request: WireRequest, options: SendOptions): Promise<Completion> => {
    const flight = attempt(request, options);
    if (!flight.done) flight.follow(() => session.send(request, flight.given));
    return flight.ended();
  };

  return {
    send,
    ...(faults && { faults }),
    ...(framings && { framings }),
    ...(racing && {
      racing: {
        lanes: racing.lanes,
        race(volley, lane) {
          const flights = volley.map((shot) => attempt(shot.request, shot.options));
          const able = flights.filter(({ done }) => !done);
          const pending = started(() => racing.race(able.map(({ request, given }) => ({ request, options: given })), lane));
          able.forEach((flight, index) => flight.follow(() => pending(index)));
          return flights.map((flight) => flight.ended());
        },
      },
    }),
    ...(processControl && {
      processControl: {
        control: (action, instance) => processControl.control(action, instance),
        ...(processControl.look && { look: (instance) => processControl.look?.(instance) ?? { output: [] } }),
      },
    }),
    ...(taps && { taps }),
    ...(advanceClock && { advanceClock: (byMs) => advanceClock(byMs) }),
    ...(instances && { instances }),
    close() {
      interrupts.close();
      return (closing ??= Promise.resolve(session.close?.()));
    },
  };
}

// What would end the header, in any version of HTTP (RFC 9110, section 5.5).
const NO_FIELD = /[\r\n\0]/;

/** Why an attempt cannot be sent at all. */
function refusalOf({ instances, faults = [], framings = [] }: Session, { instance, headers }: WireRequest, { fault, framing }: SendOptions): WireError | undefined {
  const unsendable = headers.find(([, value]) => NO_FIELD.test(value));
  if (unsendable !== undefined) return new WireError('other', `the header ${unsendable[0]} has a value that no header can have`);
  if (instance >= (instances?.length ?? 1)) return new WireError('other', `there is no instance ${instance}`);
  if (fault !== undefined && fault.kind !== 'response-withheld' && !faults.includes(fault.kind)) return new WireError('other', `the adapter cannot do the fault ${fault.kind}`);
  if (framing !== undefined && !framings.includes(framing)) return new WireError('other', `the adapter cannot do the framing ${framing}`);
  return undefined;
}

/** The promises of a race, one by one; each throws what the race itself threw. */
function started(race: () => readonly Promise<Completion>[]): (index: number) => Promise<Completion> {
  try {
    const pending = race();
    return (index) => pending[index] as Promise<Completion>;
  } catch (error) {
    return () => Promise.reject(error as Error);
  }
}

/** One attempt of the session within. */
class Attempt extends Flight {
  /** What the session within is told: its signal also aborts when time is over and when the session is closed. */
  readonly given: SendOptions;
  readonly #over = new AbortController();
  #breach: AdapterError | undefined;

  constructor(
    readonly name: string,
    readonly request: WireRequest,
    options: SendOptions,
    interrupts: Interrupts,
  ) {
    super(options, interrupts);
    this.given = { ...options, signal: this.#over.signal, notify: (event) => this.#notify(event) };
  }

  /** Ends as `sending` does, which is called at once; from then on nobody knows how far it came. */
  follow(sending: () => Promise<Completion>): void {
    this.written = true;
    void this.#take(sending);
  }

  /** Rejects only where what it was ended with is no completion. */
  async ended(): Promise<Completion> {
    const completion = await this.completion;
    if (this.#breach !== undefined) throw this.#breach;
    return completion;
  }

  async #take(sending: () => Promise<Completion>): Promise<void> {
    try {
      const completion = await sending();
      if (this.done) return;
      const breaches = completionBreaches(completion);
      if (breaches.length === 0) {
        this.settle(this.#within(completion));
        return;
      }
      this.#breach = new AdapterError(`The adapter "${this.name}" ended an attempt with what is no completion`, breaches);
      this.giveUp('other', this.#breach.message);
    } catch (error) {
      this.fail(error);
    }
  }

  protected release(): void {
    this.#over.abort();
  }

  #notify(event: WireEvent): void {
    if (event === 'sent') this.sent();
    else if (event === 'first-byte') this.firstByte();
    else if (!this.done) this.options.notify(event);
  }

  #within(completion: Completion): Completion {
    const { maxResponseBytes } = this.options;
    if (completion.outcome !== 'ok' || completion.response.body.byteLength <= maxResponseBytes) return completion;
    return { outcome: 'info', reason: 'too-large', detail: `the body is larger than ${maxResponseBytes} bytes` };
  }
}
