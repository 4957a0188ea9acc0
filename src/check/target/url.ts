import { refusedHosts } from '../../../adapters/http/hosts.js';
import type { CheckOptions } from '../options.js';
import { UsageError } from '../options.js';
import { databaseOrigins } from './database.js';
import { encodePath } from './template.js';

/** A target's URL, split where templates allow: only the path may hold placeholders. */
export interface TargetUrl {
  readonly origin: string;
  /** Path and query, its placeholders untouched. */
  readonly path: string;
}

/** Where the port of a service that the kit starts stands in its URL. */
export const PORT_PLACE = /:\{\{\s*port\s*\}\}(?=$|[/?#])/;

/** Splits a URL by hand: `new URL` would escape the braces of the placeholders. */
export function parseUrl(text: string, flag: string): TargetUrl {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^#]*)/i.exec(text.trim());
  if (parts === null) {
    throw new UsageError(`${flag} "${text}" has no scheme`, `write it in full: http://${text.replace(/^\/+/, '') || 'localhost:3000/charges'}`);
  }
  const [, scheme = '', authority = '', rest = ''] = parts;
  if (!/^https?$/i.test(scheme)) {
    throw new UsageError(`${flag} "${text}" speaks ${scheme}, and only http and https can be checked`, `write http:// or https://`);
  }
  if (authority.includes('@')) {
    throw new UsageError(
      `${flag} carries a user name or password`,
      `take it out of the URL and give it as --principal 'Authorization: Basic …', where it is masked`,
    );
  }
  if (/\{\{\s*port\s*\}\}/.test(authority)) {
    throw new UsageError(`${flag} "${text}" leaves its port open, and nothing is started there`, "say what starts the service: --exec 'node server.js'");
  }
  if (authority.includes('{{')) {
    throw new UsageError(`${flag} "${text}" has a placeholder in its host`, 'placeholders may stand in the path, the query, headers and bodies');
  }
  const base = originOf(`${scheme}://${authority}`, text, flag);
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { origin: base.origin, path: encodePath(path) };
}

function originOf(base: string, text: string, flag: string): URL {
  try {
    return new URL(base);
  } catch {
    throw new UsageError(`${flag} "${text}" is not a URL`, 'it looks like http://localhost:3000/charges');
  }
}

/** Every URL that the options name, at least one. */
export function urlsOf(options: CheckOptions): readonly string[] {
  const urls = typeof options.url === 'string' ? [options.url] : options.url;
  if (urls.length === 0 || urls[0] === '') throw new UsageError('no URL was given', 'npx retryproof check http://localhost:3000/charges …');
  return urls;
}

/** The hosts that the options would send to and that nobody allowed: the check is refused (exit 5) unless this is empty. */
export function checkHosts(options: CheckOptions): string[] {
  return [...targetHosts(options), ...databaseHosts(options)];
}

/** Those of them where probes would ask a database. */
export function databaseHosts({ allowHosts, ...options }: Pick<CheckOptions, 'effects' | 'alsoEffects' | 'allowHosts'>): string[] {
  return refusedHosts({ instances: databaseOrigins(options), allowHosts });
}

function targetHosts(options: CheckOptions): string[] {
  return refusedHosts({
    instances: options.unixSocket === undefined ? urlsOf(options).map((url) => parseUrl(options.exec === undefined ? url : url.replace(PORT_PLACE, ''), 'the URL').origin) : [],
    proxy: options.proxy === undefined ? undefined : parseProxy(options.proxy).href,
    unixSocket: options.unixSocket,
    allowHosts: options.allowHosts,
  });
}

/** A proxy as curl takes it: the scheme may be left out, and credentials are lawful. */
export function parseProxy(text: string): URL {
  const url = originOf(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`, text, '--proxy');
  if (url.protocol !== 'http:') throw new UsageError(`--proxy "${url.origin === 'null' ? text : url.origin}" is no http URL`, 'it looks like http://localhost:3128');
  return url;
}
