import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Completion, Headers } from '../../src/model/index.js';
import { headerOf } from '../../src/model/index.js';
import { completionOf, WireError } from './errors.js';

/** The completion of a response that was read to its end: its body decoded, or the reason why it does not decode. */
export function complete(status: number, headers: Headers, received: Uint8Array, maxResponseBytes: number): Completion {
  const codings = received.length === 0 ? undefined : headerOf(headers, 'content-encoding');
  if (codings === undefined) return { outcome: 'ok', response: { status, headers, body: received } };
  try {
    return { outcome: 'ok', response: { status, headers, body: decode(received, codings, maxResponseBytes) } };
  } catch (error) {
    return completionOf(error, true);
  }
}

/** Codings are listed in the order in which they were applied. One that is not known leaves the bytes as they came. */
function decode(received: Uint8Array, codings: string, maxOutputLength: number): Uint8Array {
  let body = received;
  for (const coding of codings.toLowerCase().split(',').toReversed()) {
    const name = coding.trim();
    if (name === '' || name === 'identity') continue;
    const decoder = DECODERS[name];
    if (decoder === undefined) return body;
    try {
      body = decoder(body, { maxOutputLength });
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw new WireError('too-large', `the decoded body is larger than ${maxOutputLength} bytes`);
      throw new WireError('garbage', `the body is not ${name}, as its Content-Encoding says (${(error as Error).message})`);
    }
  }
  return body;
}

type Decoder = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

const DECODERS: { readonly [coding: string]: Decoder | undefined } = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  // The name means zlib, but some servers send the bare stream; zlib's first byte always ends in 8.
  deflate: (body, options) => ((body[0] ?? 0) % 16 === 8 ? inflateSync(body, options) : inflateRawSync(body, options)),
  br: brotliDecompressSync,
};
