import type { CommandTemplate, CountEffects, EffectsTemplate, QueryTemplate } from '../../model/index.js';
import { commandText, databaseText, shownUrl } from '../../model/index.js';
import { UsageError } from '../options.js';
import { parseDatabase } from './database.js';
import { nearest } from './nearest.js';
import type { Surroundings } from './parts.js';
import { aside, parsePointer } from './parts.js';
import { SINK_EFFECTS } from './sink.js';
import { splitQuery } from './sql.js';
import { namesOperation, probeExample } from './template.js';

const SCHEMES = ['postgres', 'postgresql', 'mysql', 'mariadb', 'sqlite'];

/** A probe that counts, by what it begins with: a database's URL, `exec:`, `sink`, or the method of a request. */
export function effectsProbe(given: string | CountEffects, flag: string, around: Surroundings, countPointer: string | undefined): EffectsTemplate {
  // It is handed the nonce, and what it counts is what it returns: nothing of it can be wrong yet.
  if (typeof given === 'function') return { text: given.name === '' ? 'the effects function' : `${given.name}()`, count: given };
  if (given.trim() === SINK_EFFECTS) return { text: 'the sink', sink: true };
  const command = commandText(given);
  if (command !== undefined) return commandProbe(command, flag);
  const database = databaseText(given);
  if (database !== undefined) return queryProbe(database, flag);
  refuseUnknownScheme(given, flag);
  const request = aside(given, flag, around);
  if (!namesOperation(request.path, request.body ?? '', ...request.headers.map(([, value]) => value))) throw namesNobody(given, flag, probeExample(request.path));
  return { ...request, text: given, ...(countPointer === undefined ? {} : { countPointer: parsePointer(countPointer, '--effects-count') }) };
}

/** True for a probe whose answer is JSON, in which a pointer can lead somewhere. */
export function isRequest(probe: EffectsTemplate): boolean {
  return 'method' in probe;
}

function queryProbe(parts: NonNullable<ReturnType<typeof databaseText>>, flag: string): QueryTemplate {
  const { url, query } = parts;
  const database = parseDatabase(parts, flag);
  const { pieces, holes } = splitQuery(query, database.dialect, flag);
  const text = `${shownUrl(url)} ${query.replaceAll(/\s+/g, ' ')}`;
  if (!namesOperation(...holes)) throw namesNobody(text, flag, `${shownUrl(url)} SELECT count(*) FROM charges WHERE reference = {{nonce}}`);
  return { text, database, pieces, holes };
}

function commandProbe(command: string, flag: string): CommandTemplate {
  if (command === '') throw new UsageError(`${flag} exec: names no command`, `such as ${flag} 'exec:./count-charges.sh', which finds the nonce in its environment: "$NONCE"`);
  const [hole] = /\{\{\s*(?:nonce|answer)\b[^}]*\}\}/.exec(command) ?? [];
  if (hole !== undefined) {
    throw new UsageError(
      `${flag} exec: ${hole} is not filled in: nothing that a service answers may become a part of a command`,
      `the command finds it in its environment: ${/nonce/.test(hole) ? '"$NONCE" holds the nonce' : '"$ANSWER" holds the JSON of the answer'}`,
    );
  }
  const [program = command] = command.split(/\s+/).filter((word) => !/^\w+=/.test(word));
  return { text: `exec:${program}${command.endsWith(program) ? '' : ' …'}`, command };
}

function namesNobody(text: string, flag: string, example: string): UsageError {
  return new UsageError(`${flag} "${text}" would count everybody's effects: nothing in it names one operation`, `put {{nonce}} in it, such as '${example}', or {{answer /id}}`);
}

function refuseUnknownScheme(text: string, flag: string): void {
  const [, word = '', scheme = ''] = /^\s*(([a-z][a-z0-9+.-]*):(?=\S)\S*)/i.exec(text) ?? [];
  if (scheme === '' || /^https?$/i.test(scheme)) return;
  const near = nearest(scheme, SCHEMES);
  throw new UsageError(
    `${flag} "${shownUrl(word)}" is no database that can be asked`,
    near === undefined ? `${SCHEMES.slice(0, -1).join('://, ')}:// and sqlite: can; anything else by a command that prints a count ('exec:…'), or by a function from code` : `did you mean ${near}:?`,
  );
}
