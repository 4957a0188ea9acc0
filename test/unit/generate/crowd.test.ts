import { describe, expect, it } from 'vitest';

import { featuresAvailable } from '../../../src/generate/index.js';
import type { Setup } from '../../../src/model/index.js';
import { context, CONTRACT, target } from './fixture.js';

const setups: readonly Setup[] = [{ method: 'POST', path: '/things', headers: [], body: '{"amount":0}', captures: { thing: '/id' } }];
const natural = { version: 1, name: 'natural', natural: true } as const;

describe('crowds', () => {
  it('should not write to what the setup of an operation without a key has made', () => {
    expect(featuresAvailable(context({ target: target({ setups, key: null }), contract: natural }))).not.toContain('crowd');
  });

  it.each([
    ['without a setup', context({ target: target({ key: null }), contract: natural })],
    ['with a key', context({ target: target({ setups }), contract: CONTRACT })],
  ])('should be drawn %s', (_, other) => {
    expect(featuresAvailable(other)).toContain('crowd');
  });
});
