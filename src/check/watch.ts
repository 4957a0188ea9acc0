import type { History, Note, ProbeEvent } from '../model/index.js';
import { operationsOf } from '../model/index.js';

/** Notes what went wrong with probes while the campaign ran: without it nobody would know why an effect was not counted. */
export interface ProbeWatch {
  see(history: History): void;
  readonly notes: readonly Note[];
}

interface Wrong {
  count: number;
  last: string;
}

/**
 * @param names - the probes of each route, in order
 */
export function watchProbes(names: readonly (readonly string[])[]): ProbeWatch {
  const wrong = new Map<string, Wrong>();
  let late = 0;
  return {
    see(history) {
      late += lateIn(history);
      // What the kit itself has struck down cannot be read, and nobody needs to be told.
      if (history.events.some(({ type }) => type === 'disruption')) return;
      for (const event of history.events) {
        if (event.type !== 'probe' || event.wrong === undefined || isComparison(event)) continue;
        const name = event.probe === 'state' ? 'the state' : (names[routeOf(history, event)]?.[event.probe] ?? 'a probe');
        wrong.set(name, { count: (wrong.get(name)?.count ?? 0) + 1, last: event.wrong });
      }
    },
    get notes() {
      const notes = [...wrong].map(([name, { count, last }]): Note => ({ kind: 'warning', text: `${name} could not be read ${count} ${count === 1 ? 'time' : 'times'} in the campaign, at last because ${last}` }));
      return late === 0 ? notes : [...notes, { kind: 'warning' as const, text: lateText(late) }];
    },
  };
}

/** A probe is known by its place among those of its operation's route. */
function routeOf({ head: { plan } }: History, { operation }: ProbeEvent): number {
  return operationsOf(plan).find(({ id }) => id === operation)?.route ?? 0;
}

function lateText(late: number): string {
  const whose = late === 1 ? 'the effect of one accepted operation' : `the effects of ${late.toLocaleString('en-US')} accepted operations`;
  return `${whose} did not show in time, and were not lost by all that is known: the service was behind (it may keep up with a lower --concurrency or --rate)`;
}

/** Readings of an operation that was accepted after another one, whose effects had not shown in time. */
function isComparison({ probe, when }: ProbeEvent): boolean {
  return when === 'control' && probe !== 'state';
}

/** Operations whose effects came late, or were still to come with those of what was accepted after them. */
function lateIn({ events }: History): number {
  const seen = new Map<string, { before: number; after: number; compared?: number }>();
  for (const event of events) {
    if (event.type !== 'probe' || event.probe === 'state') continue;
    const slot = `${event.operation} ${event.probe}`;
    const known = seen.get(slot) ?? { before: 0, after: 0 };
    seen.set(slot, known);
    // Where there was none to compare with, nothing is said of the service.
    if (isComparison(event)) {
      if (event.wrong === undefined) known.compared = Math.max(known.compared ?? 0, event.count ?? 0);
    } else if (known.compared === undefined) known.before = Math.max(known.before, event.count ?? 0);
    else known.after = Math.max(known.after, event.count ?? 0);
  }
  const late = [...seen].filter(([, { before, after, compared }]) => compared !== undefined && (after > before || compared === 0));
  return new Set(late.map(([slot]) => slot.split(' ')[0])).size;
}
