import type { Socket } from 'node:net';
import type { FaultKind, SendOptions, TimedFault, WireRequest } from '../../src/model/index.js';
import type { Seat } from './barrier.js';
import type { Wiring } from './exchange.js';
import { Exchange, ignore } from './exchange.js';
import type { RequestBytes } from './h1.js';
import { Duplicate } from './duplicate.js';
import { reset } from './transport.js';

/** Faults that this lane does by itself; the executor withholds responses. */
export type WireFault = Exclude<TimedFault, { readonly kind: 'response-withheld' }>;

/** After a FIN the peer may go on answering; this long it is read, so that the connection ends as quietly as it can. */
const DRAIN_MS = 100;

/** The faults that a connection to this target allows. */
export function faultsOn(canReset: boolean): readonly FaultKind[] {
  const kinds: readonly FaultKind[] = ['request-lost', 'response-withheld', 'close', 'reset', 'body-stalled', 'response-cut', 'doubled'];
  return canReset ? kinds : kinds.filter((kind) => kind !== 'reset');
}

/** An attempt whose network misbehaves, on a connection of its own. */
export class FaultedFlight extends Exchange {
  readonly #fault: WireFault;
  readonly #seat: Seat | undefined;
  #bytes: RequestBytes | undefined;
  #duplicate: Duplicate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cancel: (() => void) | undefined;

  /** With a seat at a barrier the attempt connects at once and starts when the barrier opens. */
  constructor(wiring: Wiring, request: WireRequest, options: SendOptions, fault: WireFault, seat?: Seat) {
    super(wiring, request, options);
    this.#fault = fault;
    this.#seat = seat;
  }

  start(): this {
    this.#bytes = this.serialise();
    if (this.#bytes === undefined) return this;
    if (this.#fault.kind === 'request-lost') {
      this.#lose();
      return this;
    }
    if (this.#fault.kind === 'doubled') this.#duplicate = new Duplicate(this.wiring, this.#bytes.bytes, this.request, this.options, (error) => this.#ready(error));
    this.#cancel = this.wiring.transport.open((error, socket) => {
      if (error !== null) this.fail(error);
      else if (socket !== null) {
        this.attach(socket);
        this.#ready(null);
      }
    });
    return this;
  }

  protected override intervene(): boolean {
    const fault = this.#fault;
    if (this.done) return true;
    const at = fault.kind === 'response-cut' ? 'mid-response' : 'at' in fault ? fault.at : undefined;
    // A small response comes in one piece, yet its second half counts as not received.
    if (at === 'first-byte' || (at === 'mid-response' && this.#halfRead())) this.#cut();
    return this.done;
  }

  override settle(completion: Parameters<Exchange['settle']>[0]): boolean {
    if (!super.settle(completion)) return false;
    clearTimeout(this.#timer);
    this.#seat?.leave();
    this.#cancel?.();
    // The network delivered it twice whatever became of the client; only a duplicate that was never sent is dropped.
    if (!this.written) this.#duplicate?.drop();
    return true;
  }

  #lose(): void {
    this.options.notify('fault');
    this.giveUp('fault', 'the network lost the request: nothing was sent');
  }

  /** Both connections of a doubled delivery must stand before either is used. */
  #ready(error: Error | null): void {
    if (this.done) return;
    if (error !== null) {
      this.fail(error);
      return;
    }
    if (this.socket === undefined || (this.#duplicate !== undefined && !this.#duplicate.connected)) return;
    if (this.#seat === undefined) this.#write();
    else this.#seat.arrive(() => this.#write());
  }

  #write(): void {
    const { socket } = this;
    const request = this.#bytes;
    if (socket === undefined || request === undefined || this.done) return;
    const { bytes } = request;
    this.written = true;
    const fault = this.#fault;
    const half = halfOf(request);
    if (fault.kind === 'body-stalled') socket.write(bytes.subarray(0, half), () => this.#stall(bytes.subarray(half), fault.stallMs, fault.ending));
    else if ('at' in fault && fault.at === 'mid-body') socket.write(bytes.subarray(0, half), () => this.#cut());
    else {
      socket.write(bytes, (error) => this.#flushed(error));
      if (this.#duplicate !== undefined) {
        this.#duplicate.deliver();
        this.options.notify('fault');
      }
    }
  }

  #flushed(error: Error | null | undefined): void {
    if (this.done || error) return;
    this.sent();
    const fault = this.#fault;
    if (!('at' in fault)) return;
    if (fault.at === 'flush') this.#cut();
    else if (typeof fault.at === 'object') this.#timer = setTimeout(() => this.#cut(), fault.at.afterFlushMs);
  }

  #stall(rest: Buffer, stallMs: number, ending: 'finish' | 'cut'): void {
    if (this.done) return;
    this.options.notify('fault');
    this.#timer = setTimeout(() => {
      if (ending === 'cut') this.#end('the connection was closed in the middle of the body', fin);
      else this.socket?.write(rest, () => this.sent());
    }, stallMs);
  }

  #cut(): void {
    if (this.done) return;
    this.options.notify('fault');
    if (this.#fault.kind === 'close') this.#end('the client closed the connection', fin);
    else this.#end('the client reset the connection', reset);
  }

  #end(detail: string, how: (socket: Socket) => void): void {
    const socket = this.detach();
    this.settle({ outcome: 'info', reason: 'fault', detail });
    if (socket !== undefined) how(socket);
  }

  #halfRead(): boolean {
    const { headDone, body, expectedBytes, done } = this.parser;
    return done || (headDone && body.bytes > 0 && body.bytes * 2 >= (expectedBytes ?? 0));
  }
}

/** Half of the body, or half of the head where there is no body: in either case certainly not the whole request. */
function halfOf({ bytes, headBytes }: RequestBytes): number {
  const bodyBytes = bytes.length - headBytes;
  return bodyBytes > 0 ? headBytes + Math.floor(bodyBytes / 2) : Math.floor(headBytes / 2);
}

/** Ends a connection with FIN. Closing it outright would send RST instead wherever an answer is still unread. */
function fin(socket: Socket): void {
  socket.on('data', ignore);
  socket.end();
  setTimeout(() => socket.destroy(), DRAIN_MS).unref();
}
