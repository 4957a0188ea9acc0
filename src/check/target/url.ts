import type { CheckOptions } from '../options.js';
import { UsageError } from '../options.js';
import { encodePath } from './template.js';

/** A target's URL, split where templates allow: only the path may hold placeholders. */
export interface TargetUrl {
  readonly origin: string;
  readonly host: string;
  readonly hostname: string;
  /** Path and query, its placeholders untouched. */
  readonly path: string;
}

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
  if (authority.includes('{{')) {
    throw new UsageError(`${flag} "${text}" has a placeholder in its host`, 'placeholders may stand in the path, the query, headers and bodies');
  }
  const base = originOf(`${scheme}://${authority}`, text, flag);
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { origin: base.origin, host: base.host, hostname: base.hostname, path: encodePath(path) };
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

/**
 * True for addresses that never leave this machine: `localhost`, `*.localhost`, 127.0.0.0/8 and ::1.
 *
 * @param host - host name as in `URL.hostname`, brackets allowed, no port
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  if (/^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(name)) return true;
  const octets = name.split('.');
  return octets.length === 4 && octets[0] === '127' && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256);
}

/**
 * The hosts that the options would send to and that nobody allowed: the check is refused (exit 5) unless this is empty.
 *
 * A proxy counts too: behind one on another machine, `localhost` is that machine.
 */
export function checkHosts(options: CheckOptions): string[] {
  const named = options.unixSocket === undefined ? urlsOf(options).map((url) => parseUrl(url, 'the URL')) : [];
  const proxies = options.proxy === undefined ? [] : [parseProxy(options.proxy)];
  const allowed = new Set((options.allowHosts ?? []).map((host) => host.toLowerCase()));
  const refused = [...named, ...proxies].filter(
    ({ host, hostname }) => !isLoopback(hostname) && !allowed.has(host) && !allowed.has(hostname) && !allowed.has(hostname.replace(/^\[|\]$/g, '')),
  );
  return [...new Set(refused.map(({ hostname }) => hostname))];
}

/** A proxy as curl takes it: the scheme may be left out, and credentials are lawful. */
export function parseProxy(text: string): URL {
  const url = originOf(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`, text, '--proxy');
  if (url.protocol !== 'http:') throw new UsageError(`--proxy "${url.origin === 'null' ? text : url.origin}" is no http URL`, 'it looks like http://localhost:3128');
  return url;
}
