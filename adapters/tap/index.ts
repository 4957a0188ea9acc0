import type { Taps } from '../../src/model/index.js';
import { HostRefusedError, refusedHosts } from '../http/hosts.js';
import type { TapOptions } from './tap.js';
import { Tap } from './tap.js';

export { TapError } from './error.js';
export type { TapOptions } from './tap.js';

/** Taps that are open, until they are closed. */
export interface OpenTaps extends Taps {
  close(): Promise<void>;
}

/**
 * Opens ways to what a service stores in, such as a database or a cache: each listens at a port of 127.0.0.1 and passes
 * on what it is sent, until it is told to take the store away.
 *
 * @param allowHosts - hosts besides this machine that may be led to
 * @throws TapError where one cannot be opened; HostRefusedError where one leads elsewhere. Nothing is left open then
 */
export async function openTaps(all: readonly TapOptions[], allowHosts: readonly string[] = []): Promise<OpenTaps> {
  const refused = refusedHosts({ instances: all.map(({ host, port }) => `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`), allowHosts });
  if (refused.length > 0) throw new HostRefusedError(refused);
  const open: Tap[] = [];
  const close = async (): Promise<void> => void (await Promise.all(open.map((tap) => tap.close())));
  const find = (name: string): Tap => {
    const tap = open.find((each) => each.name === name);
    if (tap === undefined) throw new RangeError(`there is no tap ${name}`);
    return tap;
  };
  try {
    for (const options of all) {
      const tap = new Tap(options);
      await tap.open();
      open.push(tap);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    places: open.map(({ name, port }) => ({ name, port })),
    isUsed: (name) => find(name).passedBytes > 0,
    disturb: (name, outage) => find(name).disturb(outage),
    close,
  };
}
