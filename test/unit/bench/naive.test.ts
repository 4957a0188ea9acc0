import { describe, expect, it } from 'vitest';

import { Api } from '../../../bench/detection/naive/api.js';
import { naiveTests } from '../../../bench/detection/naive/tests.js';
import { optionsOf } from '../../e2e/zoo/run.js';
import { zoo } from '../../zoo/index.js';

/** What one run of a naive test says of a server of the zoo. */
async function failuresOn(name: string, test: string): Promise<string[]> {
  const server = zoo.find((each) => each.name === name)!;
  const { url, close } = await server.start();
  const api = new Api(await optionsOf(server, url));
  const failed: string[] = [];
  try {
    await naiveTests[test]!(api, (assertion) => failed.push(assertion), 0);
  } finally {
    await api.close();
    await close();
  }
  return failed;
}

const correct = ['conflict', 'waiting', 'quoted', 'key-in-body', 'natural', 'natural-delete'];

describe('the naive tests that the kit is measured against', () => {
  it.each(correct.flatMap((name) => ['twice', 'ten at once'].map((test) => [test, name] as const)))('should find nothing by %s on %s', async (test, name) => {
    expect(await failuresOn(name, test)).toEqual([]);
  });

  it.each(['conflict', 'natural', 'nested-refund'])('should find nothing by the suite on %s', async (name) => {
    expect(await failuresOn(name, 'suite')).toEqual([]);
  });

  it.each([
    ['twice', 'key-ignored', 'at most one effect (0)'],
    ['twice', 'location-lost', 'the same location'],
    ['twice', 'put-increments', 'the same state'],
    ['ten at once', 'lock-lost', 'at most one effect (0)'],
    ['suite', 'race-500', 'three at once: no 5xx'],
    ['suite', 'undefined-key', 'missing key: answers of their own'],
    ['suite', 'mismatch-executes', 'other payload: refused'],
    ['suite', 'no-tenant', 'two tenants: answers of their own'],
    ['suite', 'folded-keys', 'other case: accepted'],
    ['suite', 'burned-key', 'after a 5xx: accepted in the end'],
    ['suite', 'no-route', 'other route: an answer of its own'],
    ['suite', 'no-route-child', 'other route: an answer of its own'],
  ])('should find by %s on %s: %s', async (test, name, assertion) => {
    expect(await failuresOn(name, test)).toContain(assertion);
  });
});
