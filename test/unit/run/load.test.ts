import { describe, expect, it } from 'vitest';

import { createLoad } from '../../../src/run/load.js';
import { history } from '../../properties/build.js';

const answered = history([{ sent: [{ at: [0, 10], got: 201 }], effects: 1 }]);
const shed = history([{ sent: [{ at: [0, 10], got: 429 }], effects: 0 }]);
const silent = history([{ sent: [{ at: [0, 2000], got: 'timeout' }], effects: 0 }]);

describe('createLoad', () => {
  it.each([['asks for less', shed], ['answers nothing in time', silent]])('should let fewer plans be under way where the target %s', (_, seen) => {
    const load = createLoad(16, 10);
    load.observe(seen);
    expect(load.limit).toBe(12);
  });

  it('should not take for its own load what the kit has done to the target', () => {
    const load = createLoad(16, 10);
    load.observe({ ...silent, events: [...silent.events, { type: 'disruption', atMs: 1, id: 'd0', what: 'instance 1 is paused (SIGSTOP)', begins: { kind: 'pause', instance: 0 } }] });
    expect(load.limit).toBe(16);
  });

  it('should let them come back with ordinary answers, up to the most', () => {
    const load = createLoad(16, 10);
    load.observe(silent);
    for (let plan = 0; plan < 40; plan += 1) load.observe(answered);
    expect(load.limit).toBe(16);
  });
});
