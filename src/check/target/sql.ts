import type { Database, QueryTemplate } from '../../model/index.js';
import { UsageError } from '../options.js';

type Dialect = Database['dialect'];

const EXAMPLE = 'SELECT count(*) FROM charges WHERE reference = {{nonce}}';

/**
 * Takes a query apart where its placeholders stand, each of which becomes a bound parameter.
 *
 * @throws UsageError where one stands in quotes or in a comment, and where the query would not only read
 */
export function splitQuery(query: string, dialect: Dialect, flag: string): Pick<QueryTemplate, 'pieces' | 'holes'> {
  if (query === '') throw new UsageError(`${flag} names a database and no query`, `the query follows the URL: '… ${EXAMPLE}'`);
  const pieces = [''];
  const holes: string[] = [];
  let bare = '';
  for (const [token] of query.matchAll(tokens(dialect))) {
    if (token.startsWith('{{') && token.endsWith('}}') && token.length > 3) {
      holes.push(token);
      pieces.push('');
      bare += ' ';
      continue;
    }
    if (token.includes('{{')) throw notBound(token, dialect, flag);
    pieces.push((pieces.pop() ?? '') + token);
    bare += token.length > 1 ? ' ' : token;
  }
  insistOnReading(bare, flag);
  insistOnPlaceholders(bare, dialect, flag);
  return { pieces, holes };
}

/** Placeholders, quoted texts and names, comments, and whatever else a character at a time. */
function tokens(dialect: Dialect): RegExp {
  const text = dialect === 'mysql' ? String.raw`'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"` : `'(?:[^']|'')*'|"(?:[^"]|"")*"`;
  const dollars = dialect === 'postgres' ? String.raw`|\$([A-Za-z_]\w*)?\$[^]*?\$\1\$` : '';
  return new RegExp(String.raw`\{\{[^]*?\}\}|${text}|${'`[^`]*`'}|--[^\n]*|/\*[^]*?\*/${dollars}|[^]`, 'g');
}

function notBound(token: string, dialect: Dialect, flag: string): UsageError {
  const [hole = '{{nonce}}'] = /\{\{[^]*?\}\}/.exec(token) ?? [];
  if (/^(--|\/\*)/.test(token)) return new UsageError(`${flag}: ${hole} stands in a comment of the query`, 'leave the comment away');
  const within = token.slice(1, -1);
  const [before = '', after = ''] = within.split(hole);
  const joined = [before === '' ? '' : `'${before}'`, hole, after === '' ? '' : `'${after}'`].filter((part) => part !== '');
  const right = joined.length === 1 ? hole : dialect === 'mysql' ? `concat(${joined.join(', ')})` : joined.join(' || ');
  return new UsageError(`${flag}: ${hole} stands in quotes: ${token}`, `write ${right}: a placeholder is a bound parameter, which needs no quotes and never becomes a part of the query's text`);
}

/** A probe that writes would be an effect itself; the database refuses it too, but only once it is asked. */
function insistOnReading(bare: string, flag: string): void {
  const [, verb = ''] = /^[\s(]*([a-z]*)/i.exec(bare) ?? [];
  if (!/^(select|with|values|table)$/i.test(verb)) throw new UsageError(`${flag}: a query that begins with ${verb === '' ? JSON.stringify(bare.trim().slice(0, 20)) : verb.toUpperCase()} does not count`, `write one that only reads: ${EXAMPLE}`);
  if (/\binto\b/i.test(bare)) throw new UsageError(`${flag}: a query with INTO writes, and a probe only reads`, `such as ${EXAMPLE}`);
}

function insistOnPlaceholders(bare: string, dialect: Dialect, flag: string): void {
  const own = dialect === 'postgres' ? /\$\d+/.exec(bare)?.[0] : /\?\d*/.exec(bare)?.[0];
  if (own !== undefined) throw new UsageError(`${flag}: ${own} in the query is a parameter that nobody gives a value`, `write {{nonce}} in its place: ${EXAMPLE}`);
}
