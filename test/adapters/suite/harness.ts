import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultKind, Framing, Lane, Session } from '../../../src/model/index.js';
import type { Seen } from '../seen.js';

/** A request as a target got it, whatever kind of target it is. */
export interface Arrived {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Buffer;
}

export interface Answer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Buffer;
  /** The body goes on, but nothing more of it ever comes. */
  readonly unfinished?: boolean;
}

/** What the HTTP adapter can do, and whatever is driven through it. */
export const HTTP = {
  lanes: ['pooled', 'raw-body', 'raw-headers', 'pipelined', 'h2-data', 'h2'],
  // A server of HTTP/1.1; what is offered is for the target to speak.
  spoken: ['pooled', 'raw-body', 'raw-headers', 'pipelined'],
  faults: ['request-lost', 'response-withheld', 'close', 'reset', 'body-stalled', 'response-cut', 'doubled'],
  framings: ['own-connection', 'split', 'chunked'],
} as const satisfies Partial<Harness>;

/** How a target behaves: it answers at once, later, or never. */
export type Handle = (arrived: Arrived, answer: (answer: Answer) => void) => void;

export interface Serving {
  readonly session: Session;
  readonly seen: Seen;
}

export type Serve = (handle: Handle) => Promise<Serving>;

/** An adapter under test: starts a target that behaves as told, and opens a session with it. */
export interface Harness {
  readonly serve: Serve;
  /** What the session must offer, no more and no less. */
  readonly lanes: readonly Lane[];
  /** Those that the target speaks; all where absent. */
  readonly spoken?: readonly Lane[];
  readonly faults: readonly FaultKind[];
  readonly framings: readonly Framing[];
  /** Methods whose body the target can never get; none where absent. */
  readonly bodiless?: readonly string[];
  /** False where there is no connection whose end the target could see. */
  readonly connected?: boolean;
}

export const echo: Handle = ({ method, headers, body }, answer) => {
  answer({ headers: [['X-Method', method], ['X-Key', headers['idempotency-key'] ?? '']], body });
};

/** The handle for a target of `node:http`. */
export function onNode(handle: Handle): (request: IncomingMessage, body: Buffer, response: ServerResponse) => void {
  return ({ method = '', url = '', headers }, body, response) => {
    handle({ method, path: url, headers: headers as Arrived['headers'], body }, ({ status = 200, headers: more = [], body: text = '', unfinished = false }) => {
      response.writeHead(status, more.flat());
      if (unfinished) response.write(text);
      else response.end(text);
    });
  };
}
