import { describe, expect, it } from 'vitest';

import type { DisruptionEvent, TimedOutage } from '../../../src/model/index.js';
import { systemClock } from '../../../src/run/clock.js';
import { createDisruptions } from '../../../src/run/disruptions.js';

const GONE = { kind: 'outage', of: 'redis', durations: 2, id: 'd0', start: { kind: 'begin', durations: 0 } } as const;

function recorded() {
  const done: string[] = [];
  const heard: DisruptionEvent[] = [];
  const taps = {
    places: [{ name: 'redis', port: 1 }],
    isUsed: () => true,
    disturb(name: string, outage: TimedOutage) {
      done.push(`${name} ${outage.how}${outage.how === 'delay' ? ` ${outage.delayMs}` : ''}`);
      return () => void done.push('back');
    },
  };
  const disruptions = createDisruptions({ taps }, systemClock, 4);
  disruptions.join((event) => heard.push(event));
  return { disruptions, done, heard };
}

const serves = (): Promise<boolean> => Promise.resolve(true);

describe('outages of a store', () => {
  it('should take it away, give it back, and be over once the target serves again', async () => {
    const { disruptions, done, heard } = recorded();
    await disruptions.strike(GONE, async () => (done.push('asked'), true));
    expect(done).toEqual(['redis refuse', 'back', 'asked']);
    expect(heard).toEqual([
      { id: 'd0', what: 'redis is gone (connections reset)', begins: { kind: 'outage', of: 'redis', durations: 2 } },
      { id: 'd0', what: 'redis is back' },
      { id: 'd0', what: 'it serves again' },
    ]);
  });

  it('should keep everybody waiting who waits for calm, and be one for all who ask meanwhile', async () => {
    const { disruptions, done } = recorded();
    const calm: string[] = [];
    await Promise.all([disruptions.strike(GONE, serves), disruptions.strike({ ...GONE, id: 'd7' }, serves), disruptions.calm().then(() => calm.push(...done))]);
    expect(calm).toEqual(['redis refuse', 'back']);
  });

  it('should turn durations into milliseconds, and not ask whether a slow store hurts', async () => {
    const { disruptions, done, heard } = recorded();
    await disruptions.strike({ ...GONE, how: 'delay', by: 0.5 }, () => Promise.reject(new Error('asked')));
    expect(done).toEqual(['redis delay 2', 'back']);
    expect(heard.map(({ what }) => what)).toEqual(['redis becomes slow', 'redis is as fast as before']);
  });

  it('should give it back at once where the run is cut off', async () => {
    const { disruptions, done } = recorded();
    const beganMs = performance.now();
    await disruptions.strike({ ...GONE, durations: 15_000 }, serves, AbortSignal.timeout(50));
    expect(done).toEqual(['redis refuse', 'back']);
    expect(performance.now() - beganMs).toBeLessThan(15_000);
  });

  it('should tell of a target that does not get over it, and do nothing more to it', async () => {
    const { disruptions, done } = recorded();
    await disruptions.strike({ ...GONE, how: 'cut' }, () => Promise.resolve(false));
    await disruptions.strike(GONE, serves);
    expect(disruptions.failure).toBe('ordinary requests were not served any more once redis was back');
    expect(done).toEqual(['redis cut', 'back']);
  });
});
