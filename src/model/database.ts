import { looksSecret } from './secrets.js';

/** A probe that asks a database, taken apart. */
export interface DatabaseText {
  /** `postgres`, `sqlite`, …, in lower case. */
  readonly scheme: string;
  readonly url: string;
  readonly query: string;
}

/** Takes `postgres://localhost/shop SELECT …` apart: the URL ends at the first white space. Undefined where no database is named. */
export function databaseText(text: string): DatabaseText | undefined {
  const [, url, scheme, query] = /^\s*((postgres(?:ql)?|mysql|mariadb|sqlite):\S*)\s*([^]*)$/i.exec(text) ?? [];
  if (url === undefined || scheme === undefined || query === undefined) return undefined;
  return { scheme: scheme.toLowerCase(), url, query: query.trim() };
}

/** The command of an `exec:` text; undefined for any other. */
export function commandText(text: string): string | undefined {
  const [, command] = /^\s*exec:([^]*)$/.exec(text) ?? [];
  return command?.trim();
}

/** What of a URL is a secret, as it stands there and decoded: its password, and parameters that are called like one. */
export function secretsInUrl(url: string): readonly string[] {
  const { password } = userInfo(url);
  const parameters = [...url.matchAll(/[?&]([^=&#\s]+)=([^&#\s]+)/g)].flatMap(([, name = '', value = '']) => (looksSecret(name) ? [value] : []));
  return [...new Set([...(password === undefined ? [] : [password]), ...parameters].flatMap((each) => [each, decoded(each)]))].filter((each) => each !== '');
}

/** What in the text of a probe is a secret: in the URL of a database, and in a command by its URLs, variables and options. */
export function secretsInProbe(text: string): readonly string[] {
  const database = databaseText(text);
  // A password that is the user's name too (`postgres:postgres`) says nothing that is hidden, and would be found everywhere.
  if (database !== undefined) return secretsInUrl(database.url).filter((secret) => !shownUrl(database.url).includes(secret));
  const command = commandText(text);
  if (command === undefined) return [];
  const urls = [...command.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s"']+/gi)].flatMap(([url]) => secretsInUrl(url));
  const named = [...command.matchAll(/([\w-]+)[= ](?!-)("[^"]*"|'[^']*'|[^\s"']+)/g)].flatMap(([, name = '', value = '']) => (looksSecret(name) ? [value.replace(/^(["'])(.*)\1$/s, '$2')] : []));
  return [...new Set([...urls, ...named])].filter((each) => each !== '' && !each.startsWith('$'));
}

/** The URL as it may be shown: without its password and its parameters. */
export function shownUrl(url: string): string {
  const { start, user, end } = userInfo(url);
  return `${url.slice(0, start)}${user === '' ? '' : `${user}@`}${url.slice(end).replace(/[?#][^]*$/, '')}`;
}

/** Where user and password stand in a URL. One with a `/` in its password is none, but it is one that people write. */
function userInfo(url: string): { readonly start: number; readonly user: string; readonly password?: string; readonly end: number } {
  const start = /^[a-z][a-z0-9+.-]*:\/\//i.exec(url)?.[0].length ?? 0;
  const authority = /^[^/?#]*/.exec(url.slice(start))?.[0] ?? '';
  const at = authority.includes('@') || !/:(?!\d*$)/.test(authority) ? authority.lastIndexOf('@') : url.slice(start).lastIndexOf('@');
  if (start === 0 || at < 0) return { start, user: '', end: start };
  const info = url.slice(start, start + at);
  const colon = info.indexOf(':');
  const end = start + at + 1;
  return colon < 0 ? { start, user: info, end } : { start, user: info.slice(0, colon), password: info.slice(colon + 1), end };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
