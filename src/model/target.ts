import type { CountEffects } from './adapter.js';
import type { Headers } from './wire.js';

/** What is under test, as the user described it: templates, not yet rendered. */
export interface Target {
  /** Base URLs of the instances (origin only), at least one; the adapter's name where it has no URLs. */
  readonly instances: readonly string[];
  /** Index 0 is the route under test. */
  readonly routes: readonly Route[];
  /** At least one; the first may have no headers at all. */
  readonly principals: readonly Principal[];
  readonly setups: readonly Setup[];
  readonly key: KeyPlace | null;
  /** Request that ends a principal's credential. */
  readonly revoke?: RequestTemplate;
}

export interface Route {
  /** `POST /charges`, for reports. */
  readonly name: string;
  readonly method: string;
  /** Path and query, with placeholders. */
  readonly path: string;
  readonly headers: Headers;
  /** Body templates as text; the first is the ordinary one. Empty: no body. */
  readonly bodies: readonly string[];
  readonly mediaType: string;
  readonly effects: readonly EffectsTemplate[];
  readonly state?: ProbeTemplate;
}

export interface RequestTemplate {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: string;
}

export interface ProbeTemplate extends RequestTemplate {
  /** As the user wrote it. */
  readonly text: string;
  /** JSON Pointer to the array or number that is counted; absent: found by itself. */
  readonly countPointer?: string;
}

/** A probe that counts: with a request, or with a function of the user's. */
export type EffectsTemplate = ProbeTemplate | CountTemplate;

export interface CountTemplate {
  /** As reports call it. */
  readonly text: string;
  readonly count: CountEffects;
}

export interface Setup extends RequestTemplate {
  /** Placeholder name to JSON Pointer (or `header:Name`) in the answer. */
  readonly captures: { readonly [name: string]: string };
}

/** A caller. `exec` prints header lines and is asked again after a 401 between attempts. */
export interface Principal {
  readonly name: string;
  readonly headers: Headers;
  readonly exec?: string;
}

/** Where the key goes. */
export interface KeyPlace {
  readonly in: 'header' | 'body';
  /** Header name, or JSON Pointer in the body. */
  readonly name: string;
  readonly format: 'raw' | 'quoted';
  /** Template of a fresh key; absent: a salted one of the kit's. */
  readonly template?: string;
}
