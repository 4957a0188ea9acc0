import type { Finding, History, HistoryHead, JsonObject, Reproduction } from '../model/index.js';
import { counterexampleBreaches, isObject, parseJson } from '../model/index.js';
import { FormatError, insistOnShape, readHistory, writeHistory } from './history.js';

/** A saved finding: a history that shows it, and what it takes to run its plan again. */
export interface Counterexample {
  readonly property: string;
  readonly cause: string;
  readonly sentence: string;
  readonly reproduction: Reproduction;
  /** The options of the check by their names, secrets as references (`${TOKEN}`, `<--header Authorization>`). */
  readonly options: JsonObject;
  readonly history: History;
}

/** The head of a counterexample file: that of a history, and more. `recheck` reads it as a history. */
type CounterexampleHead = HistoryHead & { readonly counterexample: Omit<Counterexample, 'history'> };

/** A finding as the text of a counterexample file. Its history must be masked and its options free of secrets. */
export function writeCounterexample({ property, cause, violation, reproduction, history }: Finding, options: JsonObject): string {
  const head: CounterexampleHead = { ...history.head, counterexample: { property, cause, sentence: violation.sentence, reproduction, options } };
  return writeHistory({ head, events: history.events });
}

/**
 * Reads a counterexample file.
 *
 * @param where - the file's name, for messages
 * @throws FormatError where it is no counterexample
 */
export function readCounterexample(text: string, where: string): Counterexample {
  const whole = parseJson(text);
  if (isObject(whole) && whole['format'] !== 'retryproof-history') {
    throw new FormatError(`${where} is no counterexample file, but ${whole['format'] === 'retryproof-report' ? 'a report: it names those of its run, each under "file"' : 'other JSON'}`);
  }
  const { head, events } = readHistory(text, where);
  const { counterexample, ...rest } = head as Partial<CounterexampleHead> & HistoryHead;
  if (!isObject(counterexample) || typeof counterexample.property !== 'string' || !isObject(counterexample.options)) {
    throw new FormatError(`${where} is a history but no counterexample: it says neither what failed nor how to run it again`);
  }
  insistOnShape(counterexampleBreaches(counterexample), `${where}, line 1: the counterexample`);
  return { ...counterexample, history: { head: rest, events } };
}

/** The options that a history was saved with, where it is a counterexample. */
export function savedOptions({ head }: History): JsonObject | undefined {
  const { counterexample } = head as Partial<CounterexampleHead>;
  if (!isObject(counterexample)) return undefined;
  return isObject(counterexample.options) ? counterexample.options : {};
}

/** File name of a finding: property, cause and seed, so that two findings of a run never share one. */
export function counterexampleName({ property, cause, address }: Finding): string {
  return `${property}-${cause}-${address.seed}.jsonl`.replaceAll(/[^\w.-]+/g, '-');
}
