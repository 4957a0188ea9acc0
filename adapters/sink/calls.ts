import type { IncomingMessage, ServerResponse } from 'node:http';

/** No downstream takes more, and a body without an end must not fill the memory. */
const MOST_BYTES = 1_048_576;

/** The whole body as text; undefined where it broke off, or is too large. */
export async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += (chunk as Buffer).byteLength;
      if (bytes > MOST_BYTES) return undefined;
      chunks.push(chunk as Buffer);
    }
  } catch {
    return undefined;
  }
  return request.complete ? Buffer.concat(chunks).toString('utf8') : undefined;
}

/** Every text of a call in which a nonce may stand. Values of the query may be escaped, which nonces never are. */
export function textsOf(request: IncomingMessage, body: string): readonly string[] {
  return [request.url ?? '', ...request.rawHeaders, body];
}

/** Writes a whole answer. */
export function write(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  const hasBody = body !== '' && status !== 204 && status !== 304;
  const type = /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, hasBody ? { 'content-type': type, 'content-length': Buffer.byteLength(body) } : status === 204 || status === 304 ? {} : { 'content-length': 0 });
  response.end(hasBody ? body : undefined);
}
