import type { Completion, WireReason } from '../../src/model/index.js';

/** Something that this adapter found wrong itself, its reason already known. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    readonly reason: WireReason,
    message: string,
  ) {
    super(message);
  }
}

type Row = readonly [reason: WireReason, says: string];

const HTTP2_ONLY = 'the server answered in HTTP/2 frames: it does not speak HTTP/1.1 here';
const TLS_ON_PLAIN = 'the port answered with a TLS record: it wants https, not http';
const NOT_TLS = 'the port does not speak TLS: it wants http, not https';

/** The one table of transport errors. What it does not name is `other`. The outcome is no part of it: the phase decides. */
const TABLE: { readonly [code: string]: Row } = {
  ECONNREFUSED: ['refused', 'nothing listens there'],
  ENOTFOUND: ['unresolved', 'the name does not resolve'],
  EAI_AGAIN: ['unresolved', 'the name server does not answer'],
  EAI_FAIL: ['unresolved', 'the name server failed'],
  EAI_NONAME: ['unresolved', 'the name does not resolve'],
  EHOSTUNREACH: ['unreachable', 'no route to the host'],
  ENETUNREACH: ['unreachable', 'no route to the network'],
  EHOSTDOWN: ['unreachable', 'the host is down'],
  ENETDOWN: ['unreachable', 'the network is down'],
  EADDRNOTAVAIL: ['unreachable', 'no local address or port is free for it'],
  ENOENT: ['unreachable', 'there is no such socket file'],
  ENOTSOCK: ['unreachable', 'the file is no socket'],
  EACCES: ['unreachable', 'the system forbids the connection'],
  EPERM: ['unreachable', 'the system forbids the connection'],
  EMFILE: ['unreachable', 'this process has no file descriptor left'],
  ENFILE: ['unreachable', 'this machine has no file descriptor left'],
  ETIMEDOUT: ['timeout', 'the connection timed out'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'the connection timed out'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'the answer timed out'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'the answer timed out'],
  ECONNRESET: ['reset', 'the peer reset the connection'],
  ECONNABORTED: ['reset', 'the connection was aborted'],
  EPIPE: ['reset', 'the peer had closed the connection'],
  ENOTCONN: ['reset', 'the connection was gone'],
  UND_ERR_SOCKET: ['closed', 'the peer closed the connection before its answer was complete'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['closed', 'the answer ended before its Content-Length'],
  HPE_INVALID_EOF_STATE: ['closed', 'the peer closed the connection in the middle of its answer'],
  UND_ERR_HEADERS_OVERFLOW: ['garbage', 'the answer has more than 64 KiB of headers'],
  HTTPParserError: ['garbage', 'the answer is not HTTP/1.1'],
  HPE_HEADER_OVERFLOW: ['garbage', 'the answer has more than 64 KiB of headers'],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['too-large', 'the answer is larger than the limit'],
  UND_ERR_DESTROYED: ['interrupted', 'the adapter was closed'],
  UND_ERR_CLOSED: ['interrupted', 'the adapter was closed'],
  UND_ERR_ABORTED: ['interrupted', 'the attempt was given up'],
  ABORT_ERR: ['interrupted', 'the attempt was given up'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['wrong-protocol', NOT_TLS],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['wrong-protocol', NOT_TLS],
  ERR_SSL_HTTP_REQUEST: ['wrong-protocol', NOT_TLS],
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: ['wrong-protocol', 'the server offers no HTTP/1.1 in its TLS handshake, perhaps only HTTP/2'],
  ERR_SSL_NO_APPLICATION_PROTOCOL: ['wrong-protocol', 'the server offers no HTTP/1.1 in its TLS handshake, perhaps only HTTP/2'],
  ERR_HTTP2_ERROR: ['garbage', 'the answer is not HTTP/2'],
  ERR_HTTP2_SESSION_ERROR: ['reset', 'the server ended the HTTP/2 connection'],
  ERR_HTTP2_STREAM_ERROR: ['reset', 'the server reset the stream'],
  ERR_HTTP2_STREAM_CANCEL: ['closed', 'the HTTP/2 connection ended before the answer was complete'],
  ERR_HTTP2_INVALID_SESSION: ['closed', 'the HTTP/2 connection had ended'],
  ERR_HTTP2_GOAWAY_SESSION: ['closed', 'the server takes no further request on the HTTP/2 connection'],
  EPROTO: ['tls', 'the TLS handshake failed'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', 'the certificate is self-signed'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', 'the certificate chain has a self-signed certificate'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls', 'the certificate is from an unknown authority'],
  UNABLE_TO_GET_ISSUER_CERT: ['tls', 'the certificate is from an unknown authority'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', 'the certificate is from an unknown authority'],
  UND_ERR_INVALID_ARG: ['other', 'the request cannot be written as HTTP'],
  UND_ERR_NOT_SUPPORTED: ['other', 'the request cannot be written as HTTP'],
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: ['other', 'the Content-Length differs from the body'],
};

/** Whole families of codes, tried where the table has no row. */
const FAMILIES: readonly (readonly [prefix: string, row: Row])[] = [
  ['HPE_', ['garbage', 'the answer is not HTTP/1.1']],
  ['CERT_', ['tls', 'the certificate is not valid']],
  ['ERR_TLS_', ['tls', 'TLS failed']],
  ['ERR_SSL_', ['tls', 'TLS failed']],
  ['ERR_OSSL_', ['tls', 'TLS failed']],
  ['Z_', ['garbage', 'the body does not decode']],
];

/**
 * The completion of an attempt that met an error. `fail` only where no byte of the request was handed to a connected
 * peer (`written` is false); everything else may have been applied and is `info`.
 */
export function completionOf(error: unknown, written: boolean): Completion {
  const [reason, detail] = explain(error);
  return { outcome: written ? 'info' : 'fail', reason, detail };
}

/** HTTP/2 said that nothing of the request was processed (RFC 9113, section 8.7): whatever was sent, it is a `fail`. */
export function unprocessed(detail: string): Completion {
  // No reason of its own: the target is neither down nor gone, and nothing else may be concluded.
  return { outcome: 'fail', reason: 'other', detail: `${detail}: HTTP/2 says that it was not processed` };
}

function explain(error: unknown): readonly [WireReason, string] {
  if (error instanceof WireError) return [error.reason, error.message];
  const code = codeOf(error);
  // What undici's parser could not read comes along as text.
  const { data } = (error ?? {}) as { data?: unknown };
  const spoken = typeof data === 'string' ? otherProtocol(Buffer.from(data)) : undefined;
  if (spoken !== undefined) return ['wrong-protocol', spoken];
  // undici's word for a 1xx or an upgrade that nobody asked for, and for bytes after an answer.
  if (code === 'UND_ERR_SOCKET' && messageOf(error).startsWith('bad ')) return ['garbage', `the server sent what was not asked for: ${messageOf(error)}`];
  const row = TABLE[code] ?? FAMILIES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? (['other', 'the attempt failed'] satisfies Row);
  const [reason, says] = row;
  const message = messageOf(error);
  // Node's messages mostly begin with the code, or name it after what was tried.
  const parts = message.includes(code) ? [message] : [code, message];
  return [reason, `${says} (${parts.filter((part) => part !== '').join(': ')})`];
}

/** What the first bytes of an answer speak, where it is recognisably not HTTP/1.1. */
export function otherProtocol(bytes: Uint8Array): string | undefined {
  // A TLS alert or handshake record of any version.
  if (bytes.length >= 3 && (bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 3) return TLS_ON_PLAIN;
  // An HTTP/2 connection opens with a SETTINGS frame (4) or ends with GOAWAY (7), both on stream 0.
  const frame = bytes.length >= 9 && bytes[0] === 0 && (bytes[3] === 4 || bytes[3] === 7);
  return frame && bytes.subarray(5, 9).every((byte) => byte === 0) ? HTTP2_ONLY : undefined;
}

function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  // undici's parser error has a name only.
  return typeof name === 'string' && name !== 'Error' ? name : '';
}

/** Connecting to several addresses fails with an AggregateError, whose own message is empty. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  const text = error instanceof Error ? error.message : String(error);
  // OpenSSL tells addresses and its own source lines; only its reason is of use.
  const reason = /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(text)?.[1];
  return (reason ?? text).trim().slice(0, 300);
}
