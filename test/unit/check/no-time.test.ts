import { describe, expect, it } from 'vitest';

import { noTimeLeft } from '../../../src/check/no-time.js';

const timing = { startedAtMs: 0, endsAtMs: 20_000 };

describe('noTimeLeft', () => {
  it('should name the duration of a slow target', () => {
    const { message, hint } = noTimeLeft(timing, { durationMs: 1500, calibrationMs: 19_000 }, { count: 60, probeReads: 20, shed: 1 });
    expect(message).toBe('calibration left no time for a plan: a request takes 1500 ms, and there were 20 s in all');
    expect(hint).toBe('give the run more time: --time 60s');
  });

  it('should name the 429s of one that sheds', () => {
    const { message, hint } = noTimeLeft(timing, { durationMs: 15, calibrationMs: 19_000 }, { count: 200, probeReads: 100, shed: 40 });
    expect(message).toBe('calibration left no time for a plan: 40 of 100 requests were answered 429, and there were 20 s in all');
    expect(hint).toBe('raise the limit of the service under test, or give a --rate that it bears; or give the run more time: --time 60s');
  });
});
