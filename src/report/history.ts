import type { History, HistoryEvent, HistoryHead } from '../model/index.js';
import { EVENT_TYPES, eventBreaches, headBreaches, isObject } from '../model/index.js';

/** A file that is no history, or not one of ours: says where and what. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

/** What a file held: its histories, and what was wrong with its end. */
export interface HistoryFile {
  readonly histories: readonly History[];
  /** The last line was cut off and left out, as a crash of the kit leaves it. */
  readonly cutOff: boolean;
}

/** A history as JSON Lines: the head, then one event a line, each line with its line feed. */
export function writeHistory(history: History): string {
  return [history.head, ...history.events].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads the one history in a text.
 *
 * @param where - the file's name, for messages
 * @throws FormatError naming the line and what is wrong with it
 */
export function readHistory(text: string, where: string): History {
  const { histories } = readHistories(text, where);
  const [history] = histories;
  if (history === undefined) throw new FormatError(`${where} holds no history`);
  if (histories.length > 1) throw new FormatError(`${where} holds ${histories.length} histories where one is wanted`);
  return history;
}

/** Reads every history in a text; each begins with its head. */
export function readHistories(text: string, where: string): HistoryFile {
  const histories: { head: HistoryHead; events: HistoryEvent[] }[] = [];
  const lines = text.split('\n');
  let cutOff = false;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const at = `${where}, line ${index + 1}`;
    const value = parseLine(line);
    if (value === undefined) {
      // Only what was being written when the kit died may be broken: the last line, without its line feed.
      if (index !== lines.length - 1) throw new FormatError(parseLine(text) === undefined ? `${at}: not JSON` : `${where} is one JSON document over several lines, and no history: a history has one object a line`);
      cutOff = true;
      continue;
    }
    if (!isObject(value)) throw new FormatError(`${at}: every line is a JSON object`);
    if ('format' in value) histories.push({ head: checkHead(value, at), events: [] });
    else {
      const current = histories.at(-1);
      if (current === undefined) throw new FormatError(`${at}: an event before any head; the first line of a history has "format": "retryproof-history"`);
      current.events.push(checkEvent(value, at));
    }
  }
  if (histories.length === 0) throw new FormatError(`${where} holds no history`);
  return { histories, cutOff };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function checkHead(value: { readonly [member: string]: unknown }, at: string): HistoryHead {
  if (value['format'] !== 'retryproof-history') throw new FormatError(`${at}: the format is ${JSON.stringify(value['format'])}, not "retryproof-history"`);
  if (value['version'] !== 1) throw new FormatError(`${at}: version ${JSON.stringify(value['version'])} of the format; this kit reads version 1`);
  insistOnShape(headBreaches(value), `${at}: the head`);
  return value as unknown as HistoryHead;
}

function checkEvent(value: { readonly [member: string]: unknown }, at: string): HistoryEvent {
  const type = value['type'];
  if (typeof type !== 'string' || !EVENT_TYPES.includes(type)) {
    throw new FormatError(`${at}: ${JSON.stringify(type)} is no type of event; the types are ${EVENT_TYPES.join(', ')}`);
  }
  insistOnShape(eventBreaches(value), `${at}: the ${type} event`);
  return value as unknown as HistoryEvent;
}

/** @throws FormatError that names the first breach: the others are often of its making */
export function insistOnShape([breach, ...more]: readonly string[], what: string): void {
  if (breach !== undefined) throw new FormatError(`${what} is wrong at ${breach}${more.length === 0 ? '' : `, and in ${more.length} more ${more.length === 1 ? 'place' : 'places'}`}`);
}
