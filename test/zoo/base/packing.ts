import { gzipSync } from 'node:zlib';
import type { Answer, Call, Writer } from './http.js';
import { header } from './keyed.js';

/** As bytes, compressed where the client takes that; a character is a byte from here on. */
export function pack(answer: Answer, call: Call): Answer {
  if (!/\bgzip\b/.test(header(call, 'accept-encoding') ?? '')) return { ...answer, body: Buffer.from(answer.body).toString('latin1') };
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' }, body: gzipSync(answer.body).toString('latin1') };
}

export const writeBytes: Writer = (response, { status, headers, body }) => {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(Buffer.from(body, 'latin1'));
};
