import { expect, it } from 'vitest';
import { createSuite } from '../../../src/hosts/suite.js';

it('should say of a suite that leaves every property out what is wrong with it', async () => {
  const suite = createSuite({ url: 'http://127.0.0.1:1/charges', properties: ['single-effect'], skipProperties: ['single-effect'] });
  await suite.run();
  expect(suite.properties).toEqual([]);
  const outcome = suite.outcome();
  expect(outcome.kind === 'failed' && (outcome.error as Error).message).toMatch(/^every property was left out/);
});
