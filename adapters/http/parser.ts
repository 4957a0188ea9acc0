import type { Headers } from '../../src/model/index.js';
import { ReceivedBody } from './body.js';
import { otherProtocol, WireError } from './errors.js';

const HEAD_LIMIT_BYTES = 64 * 1024;
const CHUNK_LINE_LIMIT_BYTES = 1024;
const EMPTY = Buffer.alloc(0);
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;

type Part = 'head' | 'counted' | 'until-close' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers' | 'done';

/** Reads one response in HTTP/1.1, strictly; 1xx are skipped. Memory is bounded whatever the peer sends. */
export class ResponseParser {
  status = 0;
  headers: Headers = [];
  readonly body: ReceivedBody;
  /** From Content-Length; undefined where the length shows only at the end. */
  expectedBytes: number | undefined;
  #part: Part = 'head';
  #rest: Buffer = EMPTY;
  #left = 0;
  #trailerBytes = 0;
  #persistent = false;

  constructor(
    readonly method: string,
    maxBodyBytes: number,
  ) {
    this.body = new ReceivedBody(maxBodyBytes);
  }

  get headDone(): boolean {
    return this.#part !== 'head';
  }

  /** Whether the peer will take another request on this connection. */
  get keepAlive(): boolean {
    // Bytes beyond the response: nobody knows what they are, so the connection is not used again.
    return this.#persistent && this.#rest.length === 0;
  }

  get done(): boolean {
    return this.#part === 'done';
  }

  /** Takes what arrived. @throws WireError for what is not HTTP/1.1 or is too large. */
  feed(arrived: Buffer): void {
    this.#rest = this.#rest.length === 0 ? arrived : Buffer.concat([this.#rest, arrived]);
    while (this.#step()) {
      // Each step takes one part of what is there.
    }
  }

  /** What arrived beyond the response: the start of the next one, where several were asked for on one connection. */
  takeRest(): Buffer {
    const rest = this.#rest;
    this.#rest = EMPTY;
    return rest;
  }

  /** The peer closed the connection. @throws WireError unless that completes the response. */
  end(): void {
    if (this.#part === 'until-close') this.#part = 'done';
    if (this.done) return;
    if (!this.headDone && this.#rest.length === 0) throw new WireError('closed', 'the peer closed the connection without an answer');
    throw new WireError('closed', 'the peer closed the connection in the middle of its answer');
  }

  /** Takes one part off the rest; false: more bytes are needed, or it is done. */
  #step(): boolean {
    switch (this.#part) {
      case 'head':
        return this.#head();
      case 'counted':
        return this.#body('done');
      case 'chunk':
        return this.#body('chunk-end');
      case 'until-close':
        this.body.add(this.#rest);
        this.#rest = EMPTY;
        return false;
      case 'done':
        return false;
      default:
        return this.#line();
    }
  }

  #head(): boolean {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end > HEAD_LIMIT_BYTES || (end < 0 && this.#rest.length > HEAD_LIMIT_BYTES)) throw new WireError('garbage', 'the answer has more than 64 KiB of headers');
    // Judged before the head is complete: a peer that speaks something else may never send an empty line.
    const start = this.#rest.toString('latin1', 0, 7);
    if (!'HTTP/1.'.startsWith(start)) throw notHttp(this.#rest);
    if (end < 0) return false;
    const [first = '', ...lines] = this.#rest.toString('latin1', 0, end).split('\r\n');
    this.#rest = this.#rest.subarray(end + 4);
    const match = STATUS_LINE.exec(first);
    if (match === null) throw new WireError('garbage', `the answer's first line is ${JSON.stringify(first.slice(0, 80))}`);
    const status = Number(match[2]);
    if (status === 101) throw new WireError('garbage', 'the server switched protocols without being asked');
    if (status >= 200) this.#begin(status, lines.map(fieldOf), match[1] === '1');
    return true;
  }

  /** Decides how the body is delimited: RFC 9112, section 6.3. */
  #begin(status: number, headers: Headers, persistent: boolean): void {
    this.status = status;
    this.headers = headers;
    const all = (wanted: string): string[] => headers.flatMap(([name, value]) => (name === wanted ? value.toLowerCase().split(',').map((part) => part.trim()) : []));
    const connection = all('connection');
    this.#persistent = persistent ? !connection.includes('close') : connection.includes('keep-alive');
    const codings = all('transfer-encoding');
    const lengths = new Set(all('content-length'));
    if (this.method === 'HEAD' || status === 204 || status === 304) this.#part = 'done';
    else if (codings.length > 0) {
      if (lengths.size > 0) throw new WireError('garbage', 'the answer has both Transfer-Encoding and Content-Length');
      if (codings.at(-1) === 'chunked') this.#part = 'chunk-size';
      else this.#untilClose();
    } else if (lengths.size === 0) this.#untilClose();
    else {
      const [length = ''] = lengths;
      if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) throw new WireError('garbage', 'the answer has no single, valid Content-Length');
      this.#left = Number(length);
      this.expectedBytes = this.#left;
      this.#part = this.#left === 0 ? 'done' : 'counted';
    }
  }

  #untilClose(): void {
    this.#part = 'until-close';
    this.#persistent = false;
  }

  #body(next: Part): boolean {
    const piece = this.#rest.subarray(0, this.#left);
    if (piece.length === 0) return false;
    this.body.add(piece);
    this.#rest = this.#rest.subarray(piece.length);
    this.#left -= piece.length;
    if (this.#left > 0) return false;
    this.#part = next;
    return true;
  }

  /** A line of the chunked coding: a size, the end of a chunk, a trailer. */
  #line(): boolean {
    const end = this.#rest.indexOf('\r\n');
    if (end > CHUNK_LINE_LIMIT_BYTES || (end < 0 && this.#rest.length > CHUNK_LINE_LIMIT_BYTES)) throw new WireError('garbage', 'a line of the chunked body never ends');
    if (end < 0) return false;
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    if (this.#part === 'chunk-size') this.#chunkSize(line);
    else if (this.#part === 'chunk-end') {
      if (line !== '') throw new WireError('garbage', 'a chunk of the body is longer than its size');
      this.#part = 'chunk-size';
    } else {
      this.#trailerBytes += end + 2;
      if (this.#trailerBytes > HEAD_LIMIT_BYTES) throw new WireError('garbage', 'the answer has more than 64 KiB of trailers');
      if (line === '') this.#part = 'done';
    }
    return true;
  }

  #chunkSize(line: string): void {
    const size = /^([0-9a-f]{1,12})(?:[ \t]*;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw new WireError('garbage', `a chunk of the body has the size ${JSON.stringify(line.slice(0, 20))}`);
    this.#left = Number.parseInt(size, 16);
    this.#part = this.#left === 0 ? 'trailers' : 'chunk';
  }
}

function fieldOf(line: string): readonly [string, string] {
  const match = FIELD.exec(line);
  if (match?.[1] === undefined || match[2] === undefined) throw new WireError('garbage', `the answer has the header line ${JSON.stringify(line.slice(0, 80))}`);
  return [match[1].toLowerCase(), match[2]];
}

function notHttp(bytes: Buffer): WireError {
  const spoken = otherProtocol(bytes);
  if (spoken !== undefined) return new WireError('wrong-protocol', spoken);
  return new WireError('garbage', `the answer is not HTTP/1.1: it starts with ${JSON.stringify(bytes.toString('latin1', 0, 40))}`);
}
