import type { History } from '../../../src/model/index.js';

/** What was done to the service while the plan ran, in order. */
export function strikes({ events }: History): string[] {
  return events.flatMap((event) => (event.type === 'disruption' && event.begins !== undefined ? [event.begins.kind] : []));
}
