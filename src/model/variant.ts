import type { Json } from './json.js';

/** Drawn values by the placeholder's name; `{{int 1 9}}` without a name is called by its position, `#0`. */
export type Draws = { readonly [slot: string]: Json };

/** `length` more characters in the string at `pointer`, which becomes the first member where it is not there yet. */
export interface Filler {
  readonly pointer: string;
  /** 1 to 65,536 characters. */
  readonly length: number;
}

/** In what an attempt differs from the operation's first spelling. */
export interface Variant {
  /** Another payload under the same key. Absent: the operation's own. */
  readonly payload?: PayloadChange;
  /** The same JSON, spelled otherwise. */
  readonly spelling?: 'reordered' | 'spaced';
  /** A safe method with the key. */
  readonly method?: 'HEAD' | 'GET' | 'OPTIONS';
  /** Headers that say nothing about the operation, with values of this attempt's own. */
  readonly noise?: readonly Noise[];
  /** How the request is put on the wire. Absent: in one write, on a kept connection. A fault on the wire goes first. */
  readonly framing?: Framing;
}

/** A header without meaning for the operation: proxies, libraries and devices differ in it from one retry to the next. */
export type Noise = 'accept-encoding' | 'tracing' | 'user-agent' | 'cookie';

/** On a connection of its own: in one write, in several, or with a body in chunks. */
export type Framing = 'own-connection' | 'split' | 'chunked';

export type PayloadChange =
  /** Some placeholders drawn again; the nonce stays. */
  | { readonly kind: 'redrawn'; readonly draws: Draws }
  /** Only the nonce changes; both are then counted. */
  | { readonly kind: 'nonce' }
  /** A literal of the body replaced; only where calibration saw the target accept the changed body under a fresh key. */
  | { readonly kind: 'literal'; readonly pointer: string; readonly value: Json }
  /** A member removed, so that the target refuses before it executes. */
  | { readonly kind: 'invalid'; readonly pointer: string };

/** Each header without meaning in words. */
export const NOISES: { readonly [name in Noise]: string } = {
  'accept-encoding': 'another Accept-Encoding',
  tracing: 'other tracing headers',
  'user-agent': 'another User-Agent',
  cookie: 'another cookie',
};

/** Each framing in words. */
export const FRAMINGS: { readonly [name in Framing]: string } = {
  'own-connection': 'on a connection of its own',
  split: 'in several writes',
  chunked: 'in chunks',
};
