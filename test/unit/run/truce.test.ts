import { describe, expect, it } from 'vitest';

import { systemClock } from '../../../src/run/clock.js';
import { neverSignal } from '../../../src/run/signals.js';
import { createTruce } from '../../../src/run/truce.js';

const never = neverSignal();
const soon = (): Promise<void> => new Promise((next) => setTimeout(next, 10));

/** What has happened, in order. */
function watched(retryMs = 5_000, strikeMs = 5_000) {
  const truce = createTruce(systemClock, retryMs, strikeMs);
  const seen: string[] = [];
  const begin = async (what: 'retry' | 'strike'): Promise<() => void> => {
    const end = await truce[what](never);
    seen.push(what);
    return end;
  };
  return { begin, seen, truce };
}

describe('the truce between strikes and fair retries', () => {
  it('should let retries wait for a strike that is about to come, and go before the next', async () => {
    const { begin, seen } = watched();
    const struck = await begin('strike');
    const retry = begin('retry');
    await soon();
    expect(seen).toEqual(['strike']);
    struck();
    const next = begin('strike');
    const retried = await retry;
    await soon();
    expect(seen).toEqual(['strike', 'retry']);
    retried();
    await next;
    expect(seen).toEqual(['strike', 'retry', 'strike']);
  });

  it('should let neither hold up another of its kind', async () => {
    const { begin, seen } = watched();
    const ends = await Promise.all([begin('retry'), begin('retry')]);
    ends.forEach((end) => end());
    await Promise.all([begin('strike'), begin('strike')]);
    expect(seen).toEqual(['retry', 'retry', 'strike', 'strike']);
  });

  it('should count an end once', async () => {
    const { begin, seen } = watched();
    const [one] = await Promise.all([begin('retry'), begin('retry')]);
    one();
    one();
    void begin('strike');
    await soon();
    expect(seen).toEqual(['retry', 'retry']);
  });

  it('should end after a while, or with the run', async () => {
    const { begin, seen, truce } = watched(20, 20);
    await begin('retry');
    await begin('strike');
    await begin('retry');
    expect(seen).toEqual(['retry', 'strike', 'retry']);
    const patient = watched();
    await patient.begin('strike');
    const over = new AbortController();
    setTimeout(() => over.abort(), 10);
    await patient.truce.retry(over.signal);
    await truce.retry(AbortSignal.abort());
  });
});
