import { describe, expect, it } from 'vitest';

import type { HistoryEvent } from '../../../src/model/index.js';
import { lookedAfterMs } from '../../../src/run/last-look.js';
import { HISTORY } from '../report/literal.js';

const after = (...events: readonly HistoryEvent[]): number | undefined => lookedAfterMs({ head: HISTORY.head, events });
const settled: HistoryEvent = { type: 'settled', atMs: 100, operation: 0, how: 'accepted' };
const final: HistoryEvent = { type: 'probe', atMs: 4_100, operation: 0, probe: 0, nonce: 'n', when: 'final', count: 1 };

describe('how long after everything else the last look came', () => {
  it('should be the time since the last event', () => {
    expect(after(settled, final)).toBe(4_000);
  });

  it('should not be counted from a strike that came meanwhile', () => {
    expect(after(settled, { type: 'disruption', atMs: 4_099, id: 'd1', what: 'instance 1 is killed' }, final)).toBe(4_000);
  });

  it('should be unknown where there was none', () => {
    expect(after(settled)).toBeUndefined();
  });
});
