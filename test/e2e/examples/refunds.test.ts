import { describe, expect, it } from 'vitest';
import { findingsOf } from '../zoo/run.js';
import { checked, commandThatEnds, FOLDER, FOUND } from './published.js';

/** What is judged by rate takes so many plans: a wait that nothing explains is one in seven of them. */
const RUNS = 150;

/** What the page says of longer runs: it takes a lease to show. */
const LATER = ['not-stuck/in-flight-for-ever'];

describe('examples/published-middleware', () => {
  it('should find in refunds what its page says, and nothing else', async () => {
    const command = commandThatEnds('refunds.json');
    expect(command).toBe(`npx retryproof check --config ${FOLDER}/refunds.json`);
    const all = findingsOf(await checked(command, 'refunds', RUNS));
    expect(all.filter((each) => !LATER.includes(each))).toEqual(FOUND.refunds);
  }, 220_000);
});
