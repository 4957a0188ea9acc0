import { onTestFinished } from 'vitest';
import { faultSuite } from './faults.js';
import type { Harness, Serve } from './harness.js';
import { raceSuite } from './races.js';
import { sendSuite } from './sends.js';

export { HTTP, onNode } from './harness.js';
export type { Answer, Arrived, Handle } from './harness.js';

/** What every adapter does, whatever it is the way to. */
export function adapterSuite(name: string, harness: Harness): void {
  const serve: Serve = async (handle) => {
    const served = await harness.serve(handle);
    onTestFinished(async () => served.session.close?.());
    return served;
  };
  const closing = { ...harness, serve };
  sendSuite(name, closing);
  raceSuite(name, closing);
  faultSuite(name, closing);
}
