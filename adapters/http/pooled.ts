import { Pool, util } from 'undici';
import type { Dispatcher } from 'undici';
import type { Completion, Headers, SendOptions, WireRequest } from '../../src/model/index.js';
import { ReceivedBody } from './body.js';
import { complete } from './decode.js';
import { WireError } from './errors.js';
import type { Interrupts } from './flight.js';
import { Flight } from './flight.js';
import { fieldText } from './h1.js';
import type { Transport } from './transport.js';

/** How long an unused connection is kept: below the 5 s after which common servers close it, or the two may cross. */
export const KEEP_ALIVE_MS = 2_000;

/** The lane of ordinary traffic: kept connections, one request at a time on each, nothing sent twice. */
export class PooledLane {
  readonly #transport: Transport;
  readonly #interrupts: Interrupts;
  readonly #pool: Pool;

  constructor(transport: Transport, connections: number, interrupts: Interrupts) {
    this.#transport = transport;
    this.#interrupts = interrupts;
    this.#pool = new Pool(transport.origin, {
      connections,
      pipelining: 1,
      // Time is up when the attempt's own timer says so; undici's run up to a second late.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 64 * 1024,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      keepAliveTimeoutThreshold: 1_000,
      connect: (_, opened) => {
        // The two tuples of undici's callback, told apart by the error.
        transport.open((error, socket) => (error === null && socket !== null ? opened(null, socket) : opened(error ?? new Error('no socket'), null)));
      },
    });
  }

  send(request: WireRequest, options: SendOptions): Promise<Completion> {
    const flight = new PooledFlight(options, this.#interrupts);
    this.#pool.dispatch(
      {
        path: this.#transport.prefix + request.path,
        method: request.method,
        headers: fieldsOf(request.headers, this.#transport.proxyAuthorization),
        body: request.body,
      },
      flight,
    );
    return flight.completion;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/**
 * undici's handler of one request. It has the older, callback-per-event shape: that one passes the header bytes in the
 * order in which they came, and tells when the request was flushed.
 */
class PooledFlight extends Flight implements Dispatcher.DispatchHandler {
  readonly #body: ReceivedBody;
  #status = 0;
  #raw: readonly Buffer[] = [];
  #abort: ((error?: Error) => void) | undefined;

  constructor(options: SendOptions, interrupts: Interrupts) {
    super(options, interrupts);
    this.#body = new ReceivedBody(options.maxResponseBytes);
  }

  /** Right before the request is written; the only moment at which one that has waited too long can be held back. */
  onConnect(abort: (error?: Error) => void): void {
    if (this.done) {
      abort();
      return;
    }
    this.#abort = abort;
    this.written = true;
  }

  onRequestSent(): void {
    this.sent();
  }

  onResponseStarted(): void {
    this.firstByte();
  }

  onHeaders(status: number, raw: Buffer[]): boolean {
    if (status >= 200) {
      this.#status = status;
      this.#raw = raw;
    }
    return true;
  }

  onData(piece: Buffer): boolean {
    if (this.done) return true;
    try {
      this.#body.add(piece);
    } catch (error) {
      this.fail(error);
    }
    return true;
  }

  onComplete(): void {
    if (this.done) return;
    this.settle(complete(this.#status, headersOf(this.#raw), this.#body.whole(), this.options.maxResponseBytes));
  }

  onUpgrade(): void {
    this.fail(new WireError('garbage', 'the server switched protocols without being asked'));
  }

  onError(error: Error): void {
    // undici says so of every parse error once a Content-Length was read; before the body it is no short answer.
    const unread = this.#status === 0 && (error as { code?: unknown }).code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
    this.fail(unread ? new WireError('garbage', 'the headers of the answer are not HTTP/1.1') : error);
  }

  protected release(): void {
    this.#abort?.();
  }
}

/** Name and value in turn, as undici takes them; it adds Content-Length itself. */
function fieldsOf(headers: Headers, proxyAuthorization: string | undefined): string[] {
  const fields: string[] = [];
  for (const [name, value] of headers) {
    if (name.length !== 14 || name.toLowerCase() !== 'content-length') fields.push(name, fieldText(value));
  }
  if (proxyAuthorization !== undefined) fields.push('proxy-authorization', proxyAuthorization);
  return fields;
}

function headersOf(raw: readonly Buffer[]): Headers {
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers.push([util.headerNameToString(raw[index] as Buffer), (raw[index + 1] as Buffer).toString('latin1')]);
  }
  return headers;
}
