import type { Session, Sink, Taps, Target, Trouble } from '../../model/index.js';
import type { AdapterCheckOptions, CheckOptions } from '../options.js';
import { UsageError } from '../options.js';
import { encodePath } from './template.js';
import { parseUrl, urlsOf } from './url.js';

/** Where the route under test is. */
export interface Place {
  /** Origins, at least one; an adapter's name until it is open. */
  readonly instances: readonly string[];
  /** Path and query, with placeholders. */
  readonly path: string;
}

/** The way to a target: a URL's or an adapter's. */
export interface Way {
  /** Where the route under test is, as far as that is known before the way is open. */
  readonly place: Place;
  /** Why it must not be gone; found before anything is opened, where that can be. */
  readonly refused?: Trouble;
  /**
   * @param sink - the service's downstream, for a way that starts a service
   * @param places - taps that are open already, for a way that starts a service
   * @throws UsageError where what the user gave cannot be opened
   */
  open(sink?: Sink, places?: Taps['places']): Promise<Session>;
}

/** The place that a URL names, with its instances. */
export function urlPlace(options: Pick<CheckOptions, 'url'>): Place {
  const [first, ...others] = urlsOf(options).map((url, index) => parseUrl(url, index === 0 ? 'the URL' : '--url'));
  const { origin, path } = first as NonNullable<typeof first>;
  for (const url of others) {
    if (url.path === '/' || url.path === path) continue;
    throw new UsageError(`--url ${url.origin}${url.path} has another path than ${path}`, 'further URLs are instances of the same service: give their origins, and other routes with --also');
  }
  return { instances: [origin, ...others.map((url) => url.origin)], path };
}

/** The path and the method that `path` names: `POST /charges`, or `/charges` alone. */
export function namedRoute({ path: text, method: given }: Pick<AdapterCheckOptions, 'path' | 'method'>): { readonly path: string; readonly method?: string } {
  if (typeof text !== 'string' || text.trim() === '') throw new UsageError('no path was given', "name the route under test, as in path: 'POST /charges'");
  const [, named, path] = /^\s*(?:([A-Za-z][A-Za-z0-9-]*)\s+)?(\/[^]*?)\s*$/.exec(text) ?? [];
  if (path === undefined) throw new UsageError(`path "${text}" is no path`, text.includes('://') ? "give what follows the host, as in path: 'POST /charges': the host is the adapter's to know" : "it begins with a slash, a method may stand before it: 'POST /charges'");
  if (named !== undefined && given !== undefined && named.toUpperCase() !== given.trim().toUpperCase()) {
    throw new UsageError(`path says ${named} and method says ${given}`, 'leave one of them out');
  }
  const method = named ?? given;
  return { path: encodePath(path), ...(method === undefined ? {} : { method }) };
}

/** Where requests go, for people: the URL, or the path and the adapter's name where there is none. */
export function placeText({ instances: [instance = ''], routes: [route] }: Pick<Target, 'instances' | 'routes'>): string {
  const path = route?.path ?? '';
  return instance.includes('://') ? `${instance}${path}` : `${path} (${instance})`;
}
