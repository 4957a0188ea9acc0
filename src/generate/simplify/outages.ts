import type { Disruption, Outage, Plan } from '../../model/index.js';
import { defined } from '../../model/index.js';
import { simplerDurations } from './starts.js';

/** Outages of a plainer kind, shorter ones, earlier answers that are lost, and delays that are smaller. */
export function* withSimplerOutages(plan: Plan): Iterable<Plan> {
  for (const each of plan.disruptions) {
    if (each.kind !== 'outage') continue;
    for (const simpler of simplerOutages(each)) {
      yield { ...plan, disruptions: plan.disruptions.map((other): Disruption => (other.id === each.id ? { ...simpler, id: each.id, start: each.start } : other)) };
    }
  }
}

function* simplerOutages({ kind, of, how = 'refuse', durations, by, skip }: Outage): Iterable<Outage> {
  if (how !== 'refuse') yield { kind, of, how: 'refuse', durations: Math.max(1, durations) };
  if (how !== 'cut') yield { kind, of, how: 'cut', durations: 0 };
  const same = { kind, of, how, ...defined({ skip }) } as const;
  // What lasts no time is a cut.
  for (const shorter of simplerDurations(durations)) if (shorter > 0) yield { ...same, durations: shorter, ...defined({ by }) };
  if (skip !== undefined) for (const fewer of [undefined, 1, skip - 1]) if (fewer !== 0 && fewer !== skip) yield { kind, of, how, durations, ...defined({ skip: fewer }) };
  if (by !== undefined) for (const less of simplerDurations(by)) if (less > 0) yield { ...same, durations, by: less };
}
