import { HostRefusedError } from '../../adapters/http/hosts.js';
import { httpAdapter } from '../../adapters/http/index.js';
import type { Adapter, Trouble } from '../model/index.js';
import { execWay, startTrouble } from './exec-way.js';
import { openGiven } from './given.js';
import type { AdapterCheckOptions, CheckHooks, CheckOptions, CommonOptions, WayOption } from './options.js';
import { UsageError } from './options.js';
import { insistOnShapes, kindOf } from './shapes.js';
import { tapped, tapTrouble } from './tap-way.js';
import { checkHosts } from './target.js';
import type { Way } from './target/place.js';
import { namedRoute, urlPlace } from './target/place.js';
import { databaseHosts, parseProxy } from './target/url.js';

/** The two ways to call `check`. */
export type CheckArguments = readonly [options: CheckOptions, hooks?: CheckHooks] | readonly [adapter: Adapter, options: AdapterCheckOptions, hooks?: CheckHooks];

/** What a call asks for, whichever way it was made. */
export interface Asked {
  readonly options: CommonOptions;
  readonly way: Way;
  readonly hooks: CheckHooks;
}

/** @throws UsageError where the options are wrong */
export function askedBy(given: CheckArguments): Asked {
  insistOnArguments(given);
  if (isByAdapter(given)) {
    const [adapter, options, hooks = {}] = given;
    return { ...byAdapter(adapter, options), hooks };
  }
  const [options, hooks = {}] = given;
  return { options, way: wayOf(options), hooks };
}

/**
 * An adapter with options, or options: in plain JavaScript it may be anything.
 *
 * @throws UsageError where it is neither
 */
export function insistOnArguments([first, second]: readonly unknown[]): void {
  if (isAdapter(first)) {
    if (!isRecord(second)) throw new UsageError('an adapter was given without options', "name the route, as in check(adapter, { path: 'POST /charges' })");
  } else if (isRecord(second) && 'path' in second) {
    throw new UsageError(`${isRecord(first) ? 'an object without open' : kindOf(first)} was given where an adapter belongs`, 'make one: httpAdapter({ instances }), nodeAdapter(app), fetchAdapter(app.fetch) or defineAdapter({ name, open })');
  } else if (!isRecord(first)) {
    throw new UsageError(`${kindOf(first)} was given, and neither options nor an adapter`, "such as check({ url: 'http://localhost:3000/charges' }), or check(adapter, { path: 'POST /charges' })");
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAdapter(value: unknown): value is Adapter {
  return isRecord(value) && typeof (value as Partial<Adapter>).open === 'function';
}

function isByAdapter(given: CheckArguments): given is Extract<CheckArguments, readonly [Adapter, ...unknown[]]> {
  return isAdapter(given[0]);
}

/**
 * The way that the options name: to a URL, or to a service that is started for the check.
 *
 * @throws UsageError where the options are wrong
 */
export function wayOf(options: CheckOptions): Way {
  if ('path' in options && options.path !== undefined) throw new UsageError('path was given without an adapter', "a URL has its own path: url: 'http://localhost:3000/charges'; by an adapter it is check(adapter, { path: 'POST /charges' })");
  insistOnShapes(options);
  if (options.exec !== undefined) return tapped(execWay(options, options.exec), options, options.allowHosts);
  refuseAnyPort(options);
  if (options.instances !== undefined) throw new UsageError('--instances is for a service that --exec starts', "name those that run already with --url, or start them: --exec 'node server.js'");
  return tapped(urlWay(options), options, options.allowHosts);
}

function refuseAnyPort({ sink = '' }: Pick<CommonOptions, 'sink'>): void {
  if (!/(^|:)0+\s*$/.test(sink)) return;
  throw new UsageError('--sink 0 takes any port, and nobody could tell the service which', "name one, and point the service's downstream URL there: --sink 4010; or let retryproof start the service: --exec 'node server.js'");
}

function urlWay(options: CheckOptions): Way {
  const place = urlPlace(options);
  const [refused] = checkHosts(options);
  const [database] = databaseHosts(options);
  return {
    place,
    ...(refused === undefined ? {} : { refused: refused === database ? databaseRefusal(refused, `add --allow-host ${refused}`) : refusal(`${refused} is`, `add --allow-host ${refused}`) }),
    open() {
      const { tls, unixSocket, proxy, allowHosts } = options;
      const way = {
        instances: place.instances,
        ...(tls === undefined ? {} : { tls }),
        ...(unixSocket === undefined ? {} : { unixSocket }),
        ...(proxy === undefined ? {} : { proxy: parseProxy(proxy).href }),
        ...(allowHosts === undefined ? {} : { allowHosts }),
      };
      return openGiven(() => httpAdapter(way).open());
    },
  };
}

/** A record, so that an option that the URL's way gains is asked for here. */
const OF_THE_ADAPTER: { readonly [name in WayOption]: string } = {
  url: "give the path alone, as in path: 'POST /charges': where it goes is the adapter's to know",
  exec: 'let the adapter start it: execAdapter({ command, url })',
  instances: 'give it to the adapter: execAdapter({ command, url, instances })',
  tls: 'give it to the adapter: httpAdapter({ instances, tls })',
  unixSocket: 'give it to the adapter: httpAdapter({ instances, unixSocket })',
  proxy: 'give it to the adapter: httpAdapter({ instances, proxy })',
  allowHosts: 'give it to the adapter: httpAdapter({ instances, allowHosts })',
};

/** @throws UsageError where the options are wrong */
export function byAdapter(adapter: Adapter, options: AdapterCheckOptions): Omit<Asked, 'hooks'> {
  if (typeof options !== 'object' || options === null) throw new UsageError('an adapter was given without options', "name the route, as in check(adapter, { path: 'POST /charges' })");
  for (const [name, hint] of Object.entries(OF_THE_ADAPTER)) {
    if (options[name as WayOption] !== undefined) throw new UsageError(`${name} means nothing beside an adapter`, hint);
  }
  const { path, ...named } = namedRoute(options);
  insistOnShapes(options);
  refuseAnyPort(options);
  const [database] = databaseHosts(options);
  const refused = database === undefined ? {} : { refused: databaseRefusal(database, "count by a function of your own: effects: [({ nonce }) => db.charges.count({ reference: nonce })]") };
  const way = tapped({ place: { instances: [adapter.name], path }, ...refused, open: () => adapter.open() }, options);
  return { options: { ...options, ...named }, way };
}

/** What a way that could not be opened says: it was refused, or the service did not start. Undefined where it failed for another reason. */
export function troubleOpening(error: unknown): Trouble | undefined {
  if (!(error instanceof HostRefusedError)) return startTrouble(error) ?? tapTrouble(error);
  const { hosts } = error;
  return refusal(`${hosts.join(', ')} ${hosts.length === 1 ? 'is' : 'are'}`, `allow it: httpAdapter({ instances, allowHosts: [${hosts.map((host) => `'${host}'`).join(', ')}] })`);
}

function databaseRefusal(host: string, allow: string): Trouble {
  return {
    kind: 'refused',
    message: `${host}, whose database the effects are counted in, is not this machine, and nobody allowed it: retryproof asks it some thousand times`,
    hint: `if it is a test system that may be treated so, ${allow}`,
  };
}

function refusal(hosts: string, allow: string): Trouble {
  return {
    kind: 'refused',
    message: `${hosts} not this machine, and nobody allowed it: retryproof sends duplicates and cuts connections on purpose`,
    hint: `if it is a test system that may be treated so, ${allow}`,
  };
}
