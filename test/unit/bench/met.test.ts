import { describe, expect, it } from 'vitest';

import { meetings, metIn } from '../../../bench/alarms/met.js';
import type { History, HistoryEvent } from '../../../src/model/index.js';

const sent = { type: 'invoke', phase: 'plan' } as HistoryEvent;
const begins = (kind: string): HistoryEvent => ({ type: 'disruption', begins: { kind } }) as HistoryEvent;
const ended = { type: 'disruption', what: 'instance 1 answers again' } as HistoryEvent;

describe('what plans have met', () => {
  it('should count a plan once for each kind, from its first sending on', () => {
    const { met, see } = meetings();
    for (const events of [[sent, begins('kill'), ended, begins('kill'), begins('pause')], [begins('kill'), ended, sent], [sent, begins('outage')], [sent]]) see({ events } as unknown as History);
    expect(met).toEqual({ kill: 1, pause: 1, stop: 0, restart: 0, outage: 1, killOrPause: 1 });
    expect(metIn(met)).toBe(' (met a kill 1, a pause 1, an outage 1)');
  });

  it('should say nothing where nothing was met', () => {
    expect(metIn(meetings().met)).toBe('');
  });
});
