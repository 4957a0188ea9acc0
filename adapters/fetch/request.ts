import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is read ahead of the handler: a body up to this size is there for it even where its client has gone meanwhile. */
const AHEAD_BYTES = 64 * 1024;

/** The request as the Fetch standard has it; undefined where it knows no such request (TRACE, a target that is no URL). */
export function fetchRequest(incoming: IncomingMessage, outgoing: ServerResponse, signal: AbortSignal): Request | undefined {
  const { method = 'GET' } = incoming;
  try {
    return new Request(urlOf(incoming), {
      method,
      headers: headersOf(incoming),
      signal,
      ...(hasBody(incoming, method) && { body: bodyOf(incoming, outgoing, signal), duplex: 'half' }),
    });
  } catch {
    return undefined;
  }
}

/** Put together by hand: `new URL(path, base)` takes `//name` for another host. */
function urlOf({ url = '/', headers: { host = '' } }: IncomingMessage): string {
  if (/[/\\?#@]/.test(host)) throw new TypeError('the Host header is no host');
  return url.startsWith('/') ? `http://${host}${url}` : url;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) headers.append(rawHeaders[index] as string, rawHeaders[index + 1] as string);
  return headers;
}

function hasBody({ headers }: IncomingMessage, method: string): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function bodyOf(incoming: IncomingMessage, outgoing: ServerResponse, signal: AbortSignal): ReadableStream<Uint8Array> {
  let wanted = true;
  // What nobody reads holds the connection; once it is answered, the rest is only taken off it.
  outgoing.once('finish', () => incoming.resume());
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (chunk: Uint8Array) => {
          if (wanted) controller.enqueue(chunk);
          if (wanted && (controller.desiredSize ?? 0) <= 0 && !outgoing.writableFinished) incoming.pause();
        });
        incoming.on('end', () => {
          if (wanted) controller.close();
          wanted = false;
        });
        incoming.on('error', () => {
          // Told by 'close', which also comes without an error.
        });
        incoming.on('close', () => {
          if (wanted) controller.error(signal.reason ?? new TypeError('the client went away before its body was complete'));
        });
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        wanted = false;
        incoming.resume();
      },
    },
    { highWaterMark: AHEAD_BYTES, size: ({ byteLength }) => byteLength },
  );
}
