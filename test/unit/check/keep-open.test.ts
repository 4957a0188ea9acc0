import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepOpen } from '../../../src/check/keep-open.js';
import type { Session } from '../../../src/model/index.js';

function sessionOf(close: () => Promise<void>): Session {
  return { send: () => Promise.resolve({ outcome: 'info', reason: 'other', detail: '' }), close };
}

const nothing = (): Promise<void> => Promise.resolve();

describe('keepOpen', () => {
  it('should close what nobody has used for so long, and open it again', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let [opened, closed] = [0, 0];
    const kept = keepOpen(() => Promise.resolve(sessionOf(() => Promise.resolve(void (closed += 1)))).finally(() => (opened += 1)), 100);
    await kept.using(nothing);
    await vi.advanceTimersByTimeAsync(99);
    await kept.using(nothing);
    await vi.advanceTimersByTimeAsync(99);
    expect([opened, closed]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect([opened, closed]).toEqual([1, 1]);
    await kept.using(nothing);
    await kept.close();
    expect([opened, closed]).toEqual([2, 2]);
  });

  it('should tell who closes it what went wrong with that, and nobody where it closes by itself', async () => {
    const unhandled: unknown[] = [];
    const hear = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', hear);
    onTestFinished(() => void process.off('unhandledRejection', hear));
    let closed = 0;
    const kept = keepOpen(() => Promise.resolve(sessionOf(() => Promise.reject(new Error(`close ${(closed += 1)}`)))), 1);
    await kept.using(nothing);
    await expect(kept.close()).rejects.toThrow('close 1');
    await kept.using(nothing);
    await expect.poll(() => closed).toBe(2);
    // Rejections that nobody hears are told after the microtasks of the turn that they came in.
    await new Promise(setImmediate);
    expect(unhandled).toEqual([]);
  });

  it('should hold on to the session that was opened in place of one that failed to open', async () => {
    let fail!: (error: Error) => void;
    const failing = new Promise<Session>((_, reject) => {
      fail = reject;
    });
    let closed = 0;
    const openings = [failing, Promise.resolve(sessionOf(() => Promise.resolve(void (closed += 1))))];
    const kept = keepOpen(() => openings.shift() ?? Promise.reject(new Error('opened once too often')), 60_000);
    const first = kept.using(nothing);
    const closing = kept.close();
    await kept.using(nothing);
    fail(new Error('no way'));
    await expect(first).rejects.toThrow('no way');
    await closing;
    await kept.using(nothing);
    await kept.close();
    expect(closed).toBe(1);
  });
});
