import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/**
 * Sends a response as it is: its headers in their order, each Set-Cookie by itself, its body as it comes.
 *
 * @throws TypeError where it is no response, has been used already, or cannot be written as HTTP; whatever its body threw
 */
export async function respond(response: unknown, outgoing: ServerResponse): Promise<void> {
  if (!isResponse(response)) throw new TypeError(`The handler returned ${response === null ? 'null' : typeof response}, not a Response.`);
  const { status, statusText, headers, body } = response;
  outgoing.statusCode = status;
  if (statusText !== '') outgoing.statusMessage = statusText;
  for (const [name, value] of headers) outgoing.appendHeader(name, value);
  // A body that differs from its Content-Length is an error, or the client would wait for the rest.
  outgoing.strictContentLength = true;
  if (body === null || outgoing.req.method === 'HEAD') {
    outgoing.end();
    await body?.cancel();
    return;
  }
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(ignore);
  // Where the client left before there was an answer, 'close' has come already, and comes only once.
  if (outgoing.destroyed) return stop();
  outgoing.once('close', stop);
  await send(reader, outgoing);
}

async function send(reader: ReadableStreamDefaultReader<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const first = reader.read();
  // An answer that is ready goes out in one piece; the head of one that is still being made does not wait for it.
  const ready = await Promise.race([first.then(() => true), setImmediate(false)]);
  if (!ready) outgoing.flushHeaders();
  for (let piece = await first; !piece.done && !outgoing.destroyed; piece = await reader.read()) {
    if (!outgoing.write(piece.value)) await drained(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      outgoing.off('drain', go).off('close', go);
      resolve();
    };
    outgoing.on('drain', go).on('close', go);
  });
}

/** Known by its members: a framework may bring a Response class of its own. */
function isResponse(given: unknown): given is Response {
  return typeof given === 'object' && given !== null && 'status' in given && 'headers' in given && 'body' in given;
}

function ignore(): void {
  // The client has gone; how the body takes that is its own affair.
}
