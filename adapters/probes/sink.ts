import type { Probe, Reading } from '../../src/model/index.js';
import type { ProbeResources } from './resources.js';

/** Counts the effects that a downstream was asked for, where the kit plays it. */
export function sinkProbe(name: string, resources: Pick<ProbeResources, 'sink'>): Probe {
  return {
    name,
    kind: 'effects',
    read: ({ nonce }): Promise<Reading> => Promise.resolve(resources.sink === undefined ? CLOSED : { count: resources.sink.effectsOf(nonce) }),
  };
}

const CLOSED: Reading = { wrong: 'the sink is closed', hint: 'it counts while a check runs' };
