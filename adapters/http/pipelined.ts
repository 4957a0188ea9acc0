import type { Socket } from 'node:net';
import type { Completion, SendOptions, WireRequest } from '../../src/model/index.js';
import type { Seat } from './barrier.js';
import type { Carrier } from './carried.js';
import { complete } from './decode.js';
import { otherProtocol, WireError } from './errors.js';
import { ignore } from './exchange.js';
import { Flight } from './flight.js';
import { requestBytes } from './h1.js';
import { ResponseParser } from './parser.js';
import type { RawWiring } from './raw.js';

const NOTHING = Buffer.alloc(0);

/** Several requests in one write on one connection (RFC 9112, section 9.3.2); answers come in the order of the requests. */
export class Pipeline implements Carrier {
  readonly #wiring: RawWiring;
  readonly #seat: Seat;
  readonly #members: PipelinedFlight[] = [];
  /** Those that were written, in their order. */
  #written: readonly PipelinedFlight[] = [];
  /** Whose answer is being read. */
  #at = 0;
  #socket: Socket | undefined;
  #cancel: (() => void) | undefined;

  constructor(wiring: RawWiring, seat: Seat) {
    this.#wiring = wiring;
    this.#seat = seat;
  }

  add(request: WireRequest, options: SendOptions): Flight {
    const flight = new PipelinedFlight(this.#wiring, request, options, () => this.#memberEnded());
    try {
      flight.bytes = requestBytes(request, this.#wiring.transport).bytes;
      this.#members.push(flight);
    } catch (error) {
      flight.fail(error);
    }
    return flight;
  }

  start(): void {
    if (this.#members.length === 0) {
      this.#seat.leave();
      return;
    }
    const warm = this.#wiring.idle.take();
    if (warm !== undefined) this.#hold(warm);
    else {
      this.#cancel = this.#wiring.transport.open((error, socket) => {
        if (socket === null) this.#failAll(error);
        else this.#hold(socket);
      });
    }
  }

  #hold(socket: Socket): void {
    this.#socket = socket;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onEnd);
    socket.ref();
    const whole = Buffer.concat(this.#members.map(({ bytes }) => bytes));
    this.#seat.arrive(() => {
      const waiting = this.#members.filter(({ done }) => !done);
      this.#written = waiting;
      for (const flight of waiting) flight.written = true;
      socket.write(waiting.length === this.#members.length ? whole : Buffer.concat(waiting.map(({ bytes }) => bytes)));
    });
  }

  readonly #onData = (arrived: Buffer): void => {
    let rest = arrived;
    while (rest.length > 0) {
      const flight = this.#written[this.#at];
      if (flight === undefined) {
        // Nothing was written yet: a server that speaks first speaks something else.
        const spoken = otherProtocol(rest);
        this.#failAll(new WireError(spoken === undefined ? 'garbage' : 'wrong-protocol', spoken ?? 'the server sent what was not asked for'));
        return;
      }
      flight.firstByte();
      try {
        flight.parser.feed(rest);
      } catch (error) {
        // Where one answer cannot be read, nobody knows where the next one starts.
        flight.fail(error);
        this.#failAll(new WireError('closed', 'an answer before it on the same connection could not be read'));
        return;
      }
      if (!flight.parser.done) return;
      this.#at += 1;
      // What comes after the last answer stays with its parser, which then says that the connection is not to be used again.
      rest = this.#at < this.#written.length ? flight.parser.takeRest() : NOTHING;
      flight.conclude();
    }
  };

  readonly #onEnd = (): void => {
    const flight = this.#written[this.#at];
    try {
      flight?.parser.end();
      if (flight !== undefined) this.#at += 1;
      flight?.conclude();
    } catch (error) {
      flight?.fail(error);
    }
    this.#failAll(new WireError('closed', 'the peer closed the connection before the answer to this request, one of several in one write'));
  };

  readonly #onError = (error: Error): void => this.#failAll(error);

  #failAll(error: unknown): void {
    for (const flight of this.#members) flight.fail(error);
  }

  /** Answers of those who gave up are still read while others wait for theirs behind them. */
  #memberEnded(): void {
    if (this.#members.some(({ done }) => !done)) return;
    this.#seat.leave();
    this.#cancel?.();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError).off('close', this.#onEnd).on('error', ignore);
    const last = this.#written.at(-1);
    const answered = last !== undefined && this.#at === this.#written.length;
    if (answered && last.parser.keepAlive) this.#wiring.idle.put(socket);
    else socket.destroy();
  }
}

class PipelinedFlight extends Flight {
  bytes: Buffer = NOTHING;
  readonly parser: ResponseParser;
  readonly #ended: () => void;

  constructor(wiring: RawWiring, request: WireRequest, options: SendOptions, ended: () => void) {
    super(options, wiring.interrupts);
    this.parser = new ResponseParser(request.method, options.maxResponseBytes);
    this.#ended = ended;
  }

  /** Its answer was read to the end. */
  conclude(): void {
    const { status, headers, body } = this.parser;
    this.settle(complete(status, headers, body.whole(), this.options.maxResponseBytes));
  }

  override settle(completion: Completion): boolean {
    if (!super.settle(completion)) return false;
    this.#ended();
    return true;
  }

  protected release(): void {
    // The connection is the others' too.
  }
}
