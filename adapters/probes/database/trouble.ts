import type { Reading } from '../../../src/model/index.js';

/** What a database or its driver says where it cannot be asked, by codes and words, and what would be right. */
const HINTS: readonly (readonly [sign: RegExp, hint: string])[] = [
  [/ECONNREFUSED|ENOENT.*\.sock|ENOENT.*PGSQL/, 'start the database, or correct the host and the port of its URL'],
  [/ENOTFOUND|EAI_AGAIN/, 'correct the host of its URL'],
  [/^(28000|28P01)\b|ER_ACCESS_DENIED|SCRAM|password/i, 'give a user and a password that may read: postgres://user:password@localhost/shop; best from the environment'],
  [/no pg_hba\.conf entry.*no encryption|insecure transport/i, 'ask for TLS: ?sslmode=require at the end of the URL (MySQL: ?ssl-mode=REQUIRED)'],
  [/^3D000\b|ER_BAD_DB_ERROR|ER_NO_DB_ERROR/, 'name the database in its URL: postgres://localhost/shop'],
  [/unable to open database file/i, 'name after sqlite: the file that the service writes to; in a configuration, relative to that'],
  [/^(42P01|42703|42883)\b|ER_NO_SUCH_TABLE|ER_BAD_FIELD_ERROR|no such (table|column)/i, 'correct the name in the query; tables that are not in the default schema are written with theirs'],
  [/^(42P18|42P08|42725)\b/, 'say what type the parameter has: {{nonce}}::text'],
  [/^22P02\b/, 'compare with a column that holds the nonce as text, or cast the column: id::text = {{nonce}}'],
  [/^25006\b|READ.?ONLY/i, 'a probe only reads: write a SELECT that counts'],
  [/53300|too many (clients|connections)|ER_CON_COUNT_ERROR/i, 'let the database take more connections, or the service fewer: a probe needs up to four'],
];

/** A reading that went wrong, since the database could not be asked or would not answer. */
export function troubleWith(error: unknown): Reading {
  const code = codeOf(error);
  const said = messageOf(error);
  const hint = HINTS.find(([sign]) => sign.test(`${code} ${said}`))?.[1];
  return { wrong: `the database could not count: ${said}`, hint: hint ?? 'make the query work, also while the service is under load' };
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** A host with several addresses fails with an error for each, and no words of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return [...new Set(error.errors.map(messageOf))].join('; ');
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}
