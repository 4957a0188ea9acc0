import type { CountEffects } from './adapter.js';
import type { SinkTemplate } from './sink.js';
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
  /** What stands for its downstream. */
  readonly sink?: SinkTemplate;
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

/** A probe that counts: with a request, a function of the user's, a query of a database, a command, or the sink. */
export type EffectsTemplate = ProbeTemplate | CountTemplate | QueryTemplate | CommandTemplate | SinkCountTemplate;

export interface SinkCountTemplate {
  /** As reports call it. */
  readonly text: string;
  readonly sink: true;
}

export interface CountTemplate {
  /** As reports call it. */
  readonly text: string;
  readonly count: CountEffects;
}

export interface QueryTemplate {
  /** As reports call it: without the password. */
  readonly text: string;
  readonly database: Database;
  /** The query between its placeholders: one piece more than there are of these. */
  readonly pieces: readonly string[];
  /** `{{nonce}}`, …, in order: each becomes a bound parameter, and never a part of the query's text. */
  readonly holes: readonly string[];
}

/** Where a query is asked. */
export type Database = ServerDatabase | { readonly dialect: 'sqlite'; readonly file: string };

export interface ServerDatabase {
  readonly dialect: 'postgres' | 'mysql';
  readonly host: string;
  readonly port: number;
  /** In place of host and port: a file, or of PostgreSQL the directory that it is in. */
  readonly socket?: string;
  readonly user?: string;
  readonly password?: string;
  readonly name?: string;
  /** What stands behind the `?`. */
  readonly parameters: { readonly [name: string]: string };
}

export interface CommandTemplate {
  /** As reports call it: the program alone, since arguments may be secrets. */
  readonly text: string;
  /** For a shell. */
  readonly command: string;
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
