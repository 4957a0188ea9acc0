import { describe, expect, it } from 'vitest';

import { exitOf } from '../../../src/judge/index.js';

describe('deviations from a contract', () => {
  it('should be a failure, whatever the properties could prove', () => {
    const { exitCode, exitReason } = exitOf({ verdicts: [], situations: {}, deviations: ['a running duplicate waits', 'a missing key is executed'] });
    expect(exitCode).toBe(1);
    expect(exitReason).toBe('The target deviates from the contract: a running duplicate waits, and 1 more.');
  });

  it('should come before an interruption, and after what cannot have been sent', () => {
    const deviations = ['a running duplicate waits'];
    expect(exitOf({ verdicts: [], situations: {}, deviations, trouble: { kind: 'interrupted', message: 'stopped' } }).exitCode).toBe(1);
    expect(exitOf({ verdicts: [], situations: {}, deviations, trouble: { kind: 'refused', message: 'not this machine' } }).exitCode).toBe(5);
  });
});
