import { describe, expect, it } from 'vitest';

import { check } from '../../../src/check/index.js';
import { planted, correct } from '../../zoo/index.js';
import { findingsOf, optionsOf } from '../zoo/run.js';

/** A service of things, asked for the state at the place that its answer names. */
async function findingsFor(name: string): Promise<readonly string[]> {
  const server = [...correct, ...planted].find((each) => each.name === name);
  if (server === undefined) throw new Error(`the zoo has no ${name}`);
  const { url, close } = await server.start();
  const flags = () => [`${url}/things/{{uuid}}`, '--method', 'PUT', '--body', '{"amount":"{{int 1 5000}}","name":"{{nonce}}"}', '--state', 'GET /things/{{answer /id}}'];
  try {
    return findingsOf(await check(await optionsOf({ ...server, flags }, url, ['--time', '20s', '--runs', '100', '--seed', '1'])));
  } finally {
    await close();
  }
}

describe('--state with {{answer …}}', { timeout: 60_000 }, () => {
  it('should compare the resource with others that were asked for once, and not with itself', async () => {
    expect(await findingsFor('natural')).toEqual([]);
    expect(await findingsFor('put-increments')).toEqual(['natural-idempotence/state-differs']);
  });
});
