import { breachesIn, flag, json, members, number, record, text } from './check.js';

const count = number(0, Infinity);

const counterexample = members(
  { property: text, cause: text, options: record(json) },
  { sentence: text, reproduction: members({ runs: count, failures: count }, { minimal: flag, candidates: count, note: text }) },
);

/** What is wrong with the shape of what a counterexample's head says besides a history's; its options are another matter. */
export function counterexampleBreaches(value: unknown): string[] {
  return breachesIn(value, counterexample);
}
