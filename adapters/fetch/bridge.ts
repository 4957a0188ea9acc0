import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { fetchRequest } from './request.js';
import { respond } from './respond.js';

/** What answers a `Request` with a `Response`, by the Fetch standard. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

export interface FetchOptions {
  /** Told what the handler threw, and what was wrong with its answer. The client gets a bare 500. */
  onError?(error: unknown): void;
}

/**
 * Serves a fetch handler with `node:http`. Written here and not taken from a package: those that there are replace the
 * global `Request` and `Response`, add a Content-Type, wait for the beginning of a streamed answer or write to the
 * console, and a history is only worth what was really sent.
 */
export function bridge(handler: FetchHandler, { onError }: FetchOptions): RequestListener {
  return (incoming, outgoing) => {
    void answer(handler, incoming, outgoing).catch((error: unknown) => {
      fail(outgoing);
      onError?.(error);
    });
  };
}

async function answer(handler: FetchHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  const request = fetchRequest(incoming, outgoing, gone.signal);
  outgoing.once('close', () => {
    // Names the request on purpose: its own signal follows this one only as long as somebody holds the request.
    if (request !== undefined && !outgoing.writableFinished) gone.abort();
  });
  if (request === undefined) {
    end(outgoing, 400);
    return;
  }
  try {
    await respond(await handler(request), outgoing);
  } catch (error) {
    // A handler that stumbles over the end of its client has not failed, and nobody is left to be answered.
    if (!gone.signal.aborted || error !== gone.signal.reason) throw error;
  }
}

/** Says that it failed and nothing else; where the answer has begun, breaking it off is all that is left. */
function fail(outgoing: ServerResponse): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
  end(outgoing, 500);
}

function end(outgoing: ServerResponse, status: 400 | 500): void {
  outgoing.statusCode = status;
  outgoing.statusMessage = STATUS_CODES[status] ?? '';
  outgoing.end();
}
