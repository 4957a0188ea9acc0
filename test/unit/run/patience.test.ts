import { describe, expect, it } from 'vitest';

import type { Clock } from '../../../src/model/index.js';
import type { Disruptions } from '../../../src/run/disruptions.js';
import { createDisruptions } from '../../../src/run/disruptions.js';
import { createPace, createPatience } from '../../../src/run/patience.js';

/** A clock that stands where it is put; whoever sleeps moves it. */
function clockAt(): Clock & { set(ms: number): void } {
  let nowMs = 0;
  return { nowMs: () => nowMs, wallMs: () => nowMs, sleep: async (ms) => void (nowMs += ms), set: (ms) => void (nowMs = ms) };
}

describe('the patience with an effect', () => {
  it('should end after its time', () => {
    const clock = clockAt();
    const patience = createPatience({ clock }, 2_000);
    clock.set(1_999);
    expect(patience.isOver()).toBe(false);
    clock.set(2_000);
    expect(patience.isOver()).toBe(true);
  });

  it('should not run while the target is struck', async () => {
    const clock = clockAt();
    const disruptions: Disruptions = createDisruptions({ processes: { control: async (action) => clock.set(clock.nowMs() + (action === 'restart' ? 700 : 50)) } }, clock, 1);
    const patience = createPatience({ clock, disruptions }, 2_000);
    clock.set(1_000);
    await disruptions.strike({ kind: 'kill', instance: 0, id: 'd0', start: { kind: 'begin', durations: 0 } }, () => Promise.resolve(true));
    expect(disruptions.struckMs()).toBe(750);
    clock.set(2_700);
    expect(patience.isOver()).toBe(false);
    clock.set(2_750);
    expect(patience.isOver()).toBe(true);
  });

  it('should stand still in the midst of a strike', async () => {
    const clock = clockAt();
    let goOn = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const disruptions = createDisruptions({ processes: { control: () => gone } }, clock, 1);
    const patience = createPatience({ clock, disruptions }, 100);
    const struck = disruptions.strike({ kind: 'stop', instance: 0, id: 'd0', start: { kind: 'begin', durations: 0 } }, () => Promise.resolve(true));
    clock.set(5_000);
    expect(patience.isOver()).toBe(false);
    goOn();
    await struck;
    clock.set(5_100);
    expect(patience.isOver()).toBe(true);
  });
});

it('should read an effect that takes long no more often than the readings allow', () => {
  const pace = createPace(10_000);
  let readings = 0;
  for (let ms = 0; ms < 50_000; ms += pace()) readings += 1;
  expect(readings).toBeLessThan(40);
});
