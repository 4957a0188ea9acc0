import { resolve } from 'node:path';
import { listen, type Handler, type Running, type Writer } from './base/http.js';
import { freePair, providerPortOf } from './base/provider.js';

/** A small black-box HTTP service, correct or with exactly one bug. It knows nothing of the kit. */
export interface ZooServer {
  /** In kebab-case, unique. */
  readonly name: string;
  /** One sentence: what it does wrong, or why it tempts a tester into a false alarm. */
  readonly about: string;
  /** Row of the bug zoo, where there is one. */
  readonly bugClass?: number;
  /** Id of the property that must catch it; absent for a correct server. */
  readonly intended?: string;
  /** Properties that also see this bug and may speak in place of the intended one. */
  readonly others?: readonly string[];
  /** True where it calls a provider, at the port after its own. */
  readonly provider?: boolean;
  /** Name of the correct server that it is without its bug, where no demonstration of the unit tests says so. */
  readonly twin?: string;
  /** Where it looks for something that it needs and that is not there; absent where it can be run. */
  readonly missing?: string;
  /** The same for whoever tests by hand: it runs, and nothing of the kit's is in its way. Absent where that is so anyway. */
  readonly plain?: ZooServer;
  /** What a user would type after `retryproof check`. */
  flags(url: string): string[];
  start(): Promise<Running>;
}

interface Definition extends Omit<ZooServer, 'flags' | 'start'> {
  /** Flags besides those that every charge service is given; or all of them, as a function of the URL. */
  readonly flags?: readonly string[] | ((url: string) => string[]);
  /** Makes a fresh service: called once per start, so that no state outlives it. */
  readonly service: () => Handler;
  readonly write?: Writer;
  /** What it speaks besides HTTP/1.1. */
  readonly also?: readonly 'h2'[];
}

export const CHARGE = '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}';

/** The flags for a charge service whose body is `body`. */
export function chargeFlags(url: string, body: string, ...more: readonly string[]): string[] {
  return [`${url}/charges`, '--body', body, '--effects', 'GET /charges?reference={{nonce}}', ...more];
}

export const TWO_PRINCIPALS = ['alice', 'bob'].flatMap((name) => ['--principal', `Authorization: Bearer ${name}`]);

/** The path of a contract file in `contracts/`; tests and benches run at the project's top. */
export function contractFile(name: string): string {
  return resolve('test/zoo/contracts', `${name}.json`);
}

interface WithProvider extends Omit<Definition, 'flags' | 'service' | 'write'> {
  readonly flags?: readonly string[];
  /** @param port - where its provider listens */
  readonly service: (port: number) => Handler;
}

/** A service that calls a provider, which the kit plays and whose effects are the calls to it. */
export function defineWithProvider({ flags = [], service, ...rest }: WithProvider): ZooServer {
  return {
    ...rest,
    provider: true,
    flags: (url) => [`${url}/charges`, '--body', CHARGE, '--sink', String(providerPortOf(url)), ...flags],
    start: async () => {
      const port = await freePair();
      return listen(service(port + 1), undefined, { port });
    },
  };
}

export function define({ flags = [], service, write, also, ...rest }: Definition): ZooServer {
  return {
    ...rest,
    flags: typeof flags === 'function' ? flags : (url) => chargeFlags(url, CHARGE, ...flags),
    start: () => listen(service(), write, also === undefined ? {} : { also }),
  };
}
