import type { CheckOptions } from '../check/options.js';
import { NoVerdictError, UsageError } from '../check/options.js';
import { insistOnShapes } from '../check/shapes.js';
import { checkHosts, listensBeyond } from '../check/target.js';
import type { CountEffects, Json, JsonObject } from '../model/index.js';
import type { Masker } from '../report/index.js';
import { quoted, requestParts } from '../report/index.js';
import { commandText, databaseText, isSecretHeader, secretsInUrl } from '../model/index.js';
import type { Io } from './io.js';
import { merge } from './flags/options.js';
import { missingIn } from './replay-flags.js';

/** Shorter values of the environment would be found in half of all texts. */
const SHORTEST = 8;

/**
 * Options as they may be saved: what looks secret is a reference, `${TOKEN}` or `<--header Authorization>`. Hosts that
 * were allowed are left out, and commands around the run: a file allows nothing.
 */
export function referenceOptions(options: CheckOptions, masker: Masker, env: Io['env']): JsonObject {
  const conceal = (flag: string, text: string) => (isOpen(text, masker) ? text : `<--${flag}>`);
  const all = (flag: string, texts: readonly string[]) => texts.map((text) => conceal(flag, text));
  // No function can be saved: whoever replays must say again what counts.
  const savedProbe = (probe: string | CountEffects, flag: string): string => (typeof probe === 'string' ? (probeReference(probe, flag, env) ?? conceal(flag, probe)) : `<--${flag}>`);
  const urls = typeof options.url === 'string' ? [options.url] : options.url;
  const kept = Object.entries(options).filter(([name]) => !['allowHosts', 'beforeRun', 'afterRun'].includes(name)).map(([name, value]): [string, unknown] => {
    switch (name) {
      case 'headers':
        return [name, (value as readonly string[]).map((line) => headerReference(line, 'header', env, isSecretHeader(nameOf(line)) || masker.text(line) !== line))];
      case 'principals':
        return [name, (value as readonly string[]).map((line) => principalReference(line, env))];
      case 'url':
        return [name, all('url', urls)];
      case 'bodies':
      case 'setups':
        return [name, all({ bodies: 'body', setups: 'setup' }[name], value as readonly string[])];
      case 'effects':
        return [name, (value as readonly (string | CountEffects)[]).map((probe) => savedProbe(probe, 'effects'))];
      case 'alsoEffects':
        return [name, savedProbe(value as string | CountEffects, 'also-effects')];
      case 'sinkAnswer':
        return [name, isOpen(String(value).replace(/^\s*\d+\s*/, ''), masker) ? value : '<--sink-answer>'];
      case 'tls':
        return [name, 'key' in (value as object) ? { ...(value as object), key: '<--key-file>' } : value];
      case 'proxy':
        return [name, String(value).includes('@') ? '<--proxy>' : value];
      default:
        return [name, typeof value === 'string' ? conceal(name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value) : value];
    }
  });
  return Object.fromEntries(kept) as JsonObject;
}

/** True where masking finds nothing in a body, a URL or a request line. */
function isOpen(text: string, masker: Masker): boolean {
  const { path = '', body = '' } = requestParts(text);
  return masker.path(path) === path && masker.body(body, undefined) === body && masker.text(text) === text;
}

function nameOf(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(':'))).trim();
}

function headerReference(line: string, flag: string, env: Io['env'], secret: boolean): string {
  if (!secret) return line;
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.length >= SHORTEST && line.includes(value)) return line.replaceAll(value, `\${${name}}`);
  }
  return `${nameOf(line)}: <--${flag} ${nameOf(line)}>`;
}

/** A principal is a credential whatever its header is called; a command may hold one, and is run by nobody's file. */
function principalReference(line: string, env: Io['env']): string {
  return line.startsWith('exec:') ? '<--principal>' : headerReference(line, 'principal', env, true);
}

/**
 * A probe that is no request as it may be saved: a command not at all, since it is run by nobody's file; of a database's
 * URL that holds a password the variable that it came from. Undefined where nothing in it is a secret.
 */
function probeReference(text: string, flag: string, env: Io['env']): string | undefined {
  if (commandText(text) !== undefined) return `<--${flag}>`;
  const database = databaseText(text);
  if (database === undefined) return undefined;
  const secrets = secretsInUrl(database.url);
  if (secrets.length === 0) return undefined;
  const holders = Object.entries(env).filter(([, value]) => value !== undefined && value.length >= SHORTEST && database.url.includes(value) && secrets.some((secret) => value.includes(secret)));
  // The longest is most likely the whole URL.
  const [name, value] = holders.toSorted(([, a = ''], [, b = '']) => b.length - a.length)[0] ?? [];
  if (name === undefined || value === undefined) return `<--${flag}>`;
  const saved = `${database.url.replace(value, `\${${name}}`)} ${database.query}`;
  return secretsInUrl(saved.replaceAll(`\${${name}}`, '')).length > 0 ? `<--${flag}>` : saved;
}

/**
 * Saved options, filled in: references from the environment, the rest from what was given again.
 *
 * @throws UsageError where they are no options, or more must be given; NoVerdictError where a host is not allowed
 */
export function resolveOptions(saved: JsonObject, given: Partial<CheckOptions>, env: Io['env'], file: string): CheckOptions {
  insistOnSaved(saved, file);
  const { allowHosts: _, ...base } = saved as unknown as CheckOptions;
  if (given.principals === undefined && base.principals?.some((line) => line.trimStart().startsWith('exec:')) === true) {
    throw new UsageError(`${file} names a command as a --principal, and no command of a file is run`, `look at it, and give it again if it is yours: npx retryproof replay ${file} --principal 'exec:…'`);
  }
  if (given.exec === undefined && base.exec !== undefined) {
    throw new UsageError(`${file} names a command that starts the service, and no command of a file is run`, `look at it, and give it again if it is yours: npx retryproof replay ${file} --exec ${quoted(base.exec)}`);
  }
  for (const [name, flag] of [['beforeRun', 'before-run'], ['afterRun', 'after-run']] as const) {
    if (base[name] !== undefined) throw new UsageError(`${file} names a command as its --${flag}, and no command of a file is run`, `look at it, take it out, and give it as --${flag} if it is yours`);
  }
  if (given.sink === undefined && base.sink !== undefined && listensBeyond(base.sink)) {
    throw new UsageError(`${file} has the sink listen beyond this machine, and no file opens a port to others`, `give it again if it is to: npx retryproof replay ${file} --sink ${base.sink}`);
  }
  const probes = mergeProbes(base, given, env, file);
  const headers = mergeHeaders(base.headers ?? [], given.headers ?? []);
  const merged = merge(merge(base, given), headers.length === 0 ? {} : { headers });
  const resolved: CheckOptions = {
    ...merged,
    ...probes,
    ...(merged.headers === undefined ? {} : { headers: merged.headers.map((line) => fromEnvironment(line, env)) }),
    ...(merged.principals === undefined ? {} : { principals: merged.principals.map((line) => fromEnvironment(line, env)) }),
  };
  const missing = missingIn(resolved as unknown as Json);
  if (missing.length > 0) {
    const flags = [...new Set(missing.map((reference) => reference.split(' ')[0]))];
    const asks = flags.map((flag) => (flag?.startsWith('--') ? `${flag} '…'` : `${flag}=…`));
    throw new UsageError(
      `${file} leaves out secrets, and these are missing: ${missing.join(', ')}`,
      `give them again: ${[...asks.filter((ask) => !ask.startsWith('--')), 'npx retryproof replay', file, ...asks.filter((ask) => ask.startsWith('--'))].join(' ')}`,
    );
  }
  const [refused] = checkHosts(resolved);
  if (refused !== undefined) {
    throw new NoVerdictError(`${file} goes to ${refused}, which is not this machine, and no file allows a host`, 5, `if it may be sent to, say so: npx retryproof replay ${file} --allow-host ${refused}`);
  }
  return resolved;
}

/** What a file calls options may be anything, so that nothing reads them before. */
function insistOnSaved(saved: JsonObject, file: string): void {
  try {
    insistOnShapes(saved);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`the options in ${file} cannot be used: ${error.message}`, error.hint) : error;
  }
}

/**
 * Probes as they are read: those that are given again; where they are as many as a file leaves out, in the place of these.
 *
 * @throws UsageError where the file, or what a variable of its holds, would run a command
 */
function mergeProbes(saved: CheckOptions, given: Partial<CheckOptions>, env: Io['env'], file: string): Partial<CheckOptions> {
  const filled = (probe: string | CountEffects, flag: string): string | CountEffects => {
    if (typeof probe !== 'string') return probe;
    const text = /^\s*(\$\{|\w+:)/.test(probe) ? fromEnvironment(probe, env) : probe;
    if (commandText(text) === undefined) return text;
    throw new UsageError(`${file} names a command as a --${flag}, and no command of a file is run`, `look at it, and give it again if it is yours: npx retryproof replay ${file} --${flag} 'exec:…'`);
  };
  const again = [...(given.effects ?? [])];
  const isLeftOut = (probe: string | CountEffects): boolean => probe === '<--effects>';
  const inPlace = again.length > 0 && saved.effects?.filter(isLeftOut).length === again.length;
  const effects = inPlace || given.effects === undefined ? saved.effects?.map((probe) => (inPlace && isLeftOut(probe) ? (again.shift() ?? probe) : filled(probe, 'effects'))) : given.effects;
  const alsoEffects = given.alsoEffects ?? (saved.alsoEffects === undefined ? undefined : filled(saved.alsoEffects, 'also-effects'));
  return { ...(effects === undefined ? {} : { effects }), ...(alsoEffects === undefined ? {} : { alsoEffects }) };
}

/** A header that is given again takes the place of the saved one. */
function mergeHeaders(saved: readonly string[], given: readonly string[]): readonly string[] {
  const again = new Set(given.map((line) => nameOf(line).toLowerCase()));
  return [...saved.filter((line) => !again.has(nameOf(line).toLowerCase())), ...given];
}

function fromEnvironment(line: string, env: Io['env']): string {
  return line.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (whole, name: string) => env[name] ?? `<${whole.slice(2, -1)}>`);
}
