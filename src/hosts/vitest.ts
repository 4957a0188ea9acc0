/**
 * retryproof in vitest: a suite of tests in two lines. vitest is a peer dependency, and only this entry needs it.
 *
 * @module
 */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Outcome, SuiteOptions } from './suite.js';
import { createSuite, ENOUGH } from './suite.js';

export type { Lazily, SuiteByAdapter, SuiteByUrl, SuiteOptions } from './suite.js';

/**
 * A suite with a test for each property, and one last test for the exit rule. One campaign, run before them in a hook of its
 * own, decides all: it takes `timeMs` (20 s), and its timeout is set accordingly. What is not promised, or could not be
 * checked, is skipped with its reason; what must be checked and was not, fails.
 *
 * @param name - of the suite
 * @param options - as those of `check`; `adapter` or `url` may be a function, which is called after the hooks around the suite
 * @example
 * ```ts
 * import { describeRetryproof } from 'retryproof/vitest';
 *
 * describeRetryproof('charges', {
 *   url: () => `${service.url}/charges`,
 *   bodies: ['{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}'],
 *   effects: [({ nonce }) => db.charges.count({ where: { reference: nonce } })],
 * });
 * ```
 */
export function describeRetryproof(name: string, options: SuiteOptions): void {
  const suite = createSuite(options);
  describe(name, () => {
    beforeAll(() => suite.run(), suite.timeoutMs);
    afterAll(() => suite.stop());
    for (const property of suite.properties) it(property, ({ skip }) => show(suite.outcomeOf(property), skip));
    it(ENOUGH, ({ skip }) => show(suite.outcome(), skip));
  });
}

function show(outcome: Outcome, skip: (reason: string) => void): void {
  if (outcome.kind === 'skipped') skip(outcome.reason);
  if (outcome.kind === 'failed') throw outcome.error;
}
