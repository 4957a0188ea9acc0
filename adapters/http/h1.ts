import type { Headers, WireRequest } from '../../src/model/index.js';
import { WireError } from './errors.js';
import type { Transport } from './transport.js';

/** A request as its bytes, and where its head (request line, headers, empty line) ends. */
export interface RequestBytes {
  readonly bytes: Buffer;
  readonly headBytes: number;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Header text after it was turned into bytes: no control character but the tab.
const FIELD_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;
const PATH = /^[\x21-\xff]+$/;
// They belong to the connection, which is the kit's; undici refuses them too, and the lanes must not differ.
const NOT_OURS = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect']);

/**
 * The bytes of a request in HTTP/1.1, in the spelling of the pooled lane: Host first, Content-Length last.
 *
 * @throws WireError where the request cannot be written: nothing of it may be sent then.
 */
export function requestBytes(request: WireRequest, transport: Transport): RequestBytes {
  const { method, path, body } = request;
  const { host, fields: own } = fieldsOf(request, transport.host);
  const fields = own.map(([name, text]) => `${name}: ${text}\r\n`).join('') + (transport.proxyAuthorization === undefined ? '' : `proxy-authorization: ${transport.proxyAuthorization}\r\n`) + lengthOf(request);
  const head = Buffer.from(`${method} ${transport.prefix}${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n${fields}\r\n`, 'latin1');
  return { bytes: body === null || body.length === 0 ? head : Buffer.concat([head, body]), headBytes: head.length };
}

/**
 * The headers of a request as they go on the wire in any version of HTTP, without the body's length; Host apart.
 *
 * @throws WireError where the request cannot be written.
 */
export function fieldsOf({ method, path, headers }: WireRequest, ordinaryHost: string): { readonly host: string; readonly fields: Headers } {
  if (!TOKEN.test(method) || !PATH.test(path)) throw cannot(`"${method} ${path}" is no request line`);
  let host = ordinaryHost;
  const fields: (readonly [string, string])[] = [];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const text = fieldText(value);
    if (!TOKEN.test(name) || !FIELD_TEXT.test(text)) throw cannot(`the header ${JSON.stringify(name)} has a name or value that no header can have`);
    if (NOT_OURS.has(lower)) throw cannot(`the header ${name} belongs to the connection`);
    if (lower === 'host') host = text;
    else if (lower !== 'content-length' && lower !== 'connection') fields.push([name, text]);
  }
  return { host, fields };
}

/** The value of Content-Length; undefined where none is sent. */
export function contentLength({ method, body }: WireRequest): number | undefined {
  if (body !== null && body.length > 0) return body.length;
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? 0 : undefined;
}

function lengthOf(request: WireRequest): string {
  const length = contentLength(request);
  return length === undefined ? '' : `content-length: ${length}\r\n`;
}

/** Text of a header as it goes on the wire: beyond ASCII its UTF-8 bytes, one character each. */
export function fieldText(value: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is what is asked for
  return /^[\x00-\x7f]*$/.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
}

function cannot(why: string): WireError {
  return new WireError('other', `the request cannot be written as HTTP: ${why}`);
}
