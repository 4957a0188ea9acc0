import type { ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { constants } from 'node:http2';
import type { Completion, Headers, SendOptions, WireRequest } from '../../../src/model/index.js';
import { headerOf } from '../../../src/model/index.js';
import { ReceivedBody } from '../body.js';
import { complete } from '../decode.js';
import { unprocessed, WireError } from '../errors.js';
import type { Wiring } from '../exchange.js';
import { Flight } from '../flight.js';
import { contentLength, fieldsOf } from '../h1.js';
import type { H2Connection } from './connection.js';

/** One request on a stream of its own. */
export class StreamFlight extends Flight {
  readonly #request: WireRequest;
  readonly #headers: OutgoingHttpHeaders;
  readonly #body: ReceivedBody;
  readonly #ended: () => void;
  #connection: H2Connection | undefined;
  #stream: ClientHttp2Stream | undefined;
  #status = 0;
  #fields: Headers = [];
  #error: Error | undefined;

  /** @throws WireError where the request cannot be written. */
  constructor({ transport, interrupts }: Wiring, request: WireRequest, options: SendOptions, ended: () => void) {
    const headers = headersOf(request, transport.origin, transport.host);
    super(options, interrupts);
    this.#request = request;
    this.#headers = headers;
    this.#body = new ReceivedBody(options.maxResponseBytes);
    this.#ended = ended;
  }

  /** The whole request. */
  sendAll(connection: H2Connection): void {
    const { body } = this.#request;
    const bare = body === null || body.length === 0;
    const stream = this.#open(connection, bare);
    if (!bare) stream?.end(body);
  }

  /** All but the last byte of the body, or but the end of an empty one; resolves once it has left. */
  sendMost(connection: H2Connection): Promise<void> {
    const stream = this.#open(connection, false);
    const { body } = this.#request;
    if (stream === undefined || body === null || body.length < 2) return Promise.resolve();
    return new Promise((resolve) => {
      stream.once('close', resolve);
      stream.write(body.subarray(0, -1), () => resolve());
    });
  }

  sendRest(): void {
    const { body } = this.#request;
    if (this.done) return;
    if (body === null || body.length === 0) this.#stream?.end();
    else this.#stream?.end(body.subarray(-1));
  }

  override settle(completion: Completion): boolean {
    if (!super.settle(completion)) return false;
    // Answered before it was whole: nobody waits for the rest any more.
    if (this.#stream?.writableEnded === false) this.#stream.close(constants.NGHTTP2_CANCEL);
    this.#ended();
    return true;
  }

  protected release(): void {
    this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  #open(connection: H2Connection, endStream: boolean): ClientHttp2Stream | undefined {
    if (this.done) return undefined;
    try {
      const stream = connection.session.request(this.#headers, { endStream });
      this.#connection = connection;
      this.#stream = stream;
      this.written = true;
      stream.on('headers', () => this.firstByte());
      stream.on('response', (headers, _flags, raw?: readonly string[]) => this.#answered(Number(headers[':status']), raw ?? []));
      stream.on('data', (piece: Buffer) => this.#take(piece));
      stream.on('end', () => this.#finish());
      stream.on('error', (error) => {
        this.#error = error;
      });
      stream.on('close', () => this.#lost());
      return stream;
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  #answered(status: number, raw: readonly string[]): void {
    this.firstByte();
    this.#status = status;
    this.#fields = fieldsFrom(raw);
  }

  #take(piece: Buffer): void {
    if (this.done) return;
    try {
      this.#body.add(piece);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The body has ended: by the peer's word, or because the stream was reset, which its code then tells. */
  #finish(): void {
    if (this.done || this.#status === 0 || this.#stream?.rstCode !== constants.NGHTTP2_NO_ERROR || this.#error !== undefined) return;
    const length = headerOf(this.#fields, 'content-length');
    if (length !== undefined && this.#request.method !== 'HEAD' && this.#status !== 304 && Number(length) !== this.#body.bytes) {
      this.fail(new WireError('closed', 'the answer ended before its Content-Length'));
    } else this.settle(complete(this.#status, this.#fields, this.#body.whole(), this.options.maxResponseBytes));
  }

  /** The stream is gone, and the answer was not whole. */
  #lost(): void {
    if (this.done) return;
    const id = this.#stream?.id;
    if (this.#status === 0 && this.#stream?.rstCode === constants.NGHTTP2_REFUSED_STREAM) this.settle(unprocessed('the server refused the stream (REFUSED_STREAM)'));
    else if (this.#status === 0 && id !== undefined && id > (this.#connection?.lastProcessed ?? id)) this.settle(unprocessed('the server ended the connection before this stream (GOAWAY)'));
    else this.fail(this.#error ?? this.#connection?.error ?? new WireError('closed', 'the HTTP/2 stream ended before the answer was complete'));
  }
}

function headersOf(request: WireRequest, origin: string, ordinaryHost: string): OutgoingHttpHeaders {
  const { host, fields } = fieldsOf(request, ordinaryHost);
  const headers: { [name: string]: string | string[] } = {
    ':method': request.method,
    ':scheme': origin.startsWith('https:') ? 'https' : 'http',
    ':authority': host,
    ':path': request.path,
  };
  for (const [name, text] of fields) {
    const lower = name.toLowerCase();
    const before = headers[lower];
    headers[lower] = before === undefined ? text : [...(Array.isArray(before) ? before : [before]), text];
  }
  const length = contentLength(request);
  if (length !== undefined) headers['content-length'] = String(length);
  return headers;
}

/** Names and values in turn, without the pseudo-headers. */
function fieldsFrom(raw: readonly string[]): Headers {
  const fields: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string;
    if (!name.startsWith(':')) fields.push([name, raw[index + 1] as string]);
  }
  return fields;
}
