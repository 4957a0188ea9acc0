import type { History } from '../../src/model/index.js';

/** What may happen to a target while a plan is under way. */
const KINDS = ['kill', 'pause', 'stop', 'restart', 'outage'] as const;

/** How many plans met each of these; a plan may have met several. */
export type Met = Readonly<Record<(typeof KINDS)[number] | 'killOrPause', number>>;

/** Counts over the histories of a run. */
export function meetings(): { readonly met: Met; see(history: History): void } {
  const met: Record<keyof Met, number> = { kill: 0, pause: 0, stop: 0, restart: 0, outage: 0, killOrPause: 0 };
  return {
    met,
    see({ events }) {
      const sent = events.findIndex((event) => event.type === 'invoke' && event.phase === 'plan');
      // What had struck before anything was sent is not this plan's concern.
      const kinds = new Set(sent < 0 ? [] : events.slice(sent).flatMap((event) => (event.type === 'disruption' && event.begins !== undefined ? [event.begins.kind] : [])));
      for (const kind of kinds) met[kind] += 1;
      if (kinds.has('kill') || kinds.has('pause')) met.killOrPause += 1;
    },
  };
}

/** ` (met a kill 120, a pause 80)`; nothing where nothing was met. */
export function metIn(met: Met): string {
  const told = KINDS.filter((kind) => met[kind] > 0).map((kind) => `${kind === 'outage' ? 'an' : 'a'} ${kind} ${met[kind]}`);
  return told.length === 0 ? '' : ` (met ${told.join(', ')})`;
}
