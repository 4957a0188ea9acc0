import { describe, expect, it } from 'vitest';

import { createSharing } from '../../../src/run/sharing.js';

function watched() {
  const sharing = createSharing();
  const told: string[] = [];
  return { sharing, told, claim: (resource: string, who: string) => sharing.claim(resource, () => told.push(who)) };
}

describe('sharing', () => {
  it('should tell both where two have one resource, each once', () => {
    const { told, claim } = watched();
    claim('/things/1', 'first');
    expect(told).toEqual([]);
    claim('/things/1', 'second');
    claim('/things/1', 'third');
    expect(told).toEqual(['first', 'second', 'third']);
  });

  it('should tell nobody of another resource, nor of one that was given back', () => {
    const { told, claim } = watched();
    claim('/things/1', 'first')();
    claim('/things/2', 'other');
    claim('/things/1', 'second');
    expect(told).toEqual([]);
  });

  it('should wait for the setups that are under way, and for none that begins later', async () => {
    const { sharing } = watched();
    const end = sharing.begin();
    const waiting = sharing.begunEnded();
    sharing.begin();
    expect(await Promise.race([waiting, 'still waiting'])).toBe('still waiting');
    end();
    await waiting;
  });
});
