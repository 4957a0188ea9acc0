import type { History, Note } from '../model/index.js';

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
 * @param names - the probes of the main route, in order
 */
export function watchProbes(names: readonly string[]): ProbeWatch {
  const wrong = new Map<string, Wrong>();
  return {
    see(history) {
      // What the kit itself has struck down cannot be read, and nobody needs to be told.
      if (history.events.some(({ type }) => type === 'disruption')) return;
      for (const event of history.events) {
        if (event.type !== 'probe' || event.wrong === undefined) continue;
        const name = event.probe === 'state' ? 'the state' : (names[event.probe] ?? 'a probe');
        wrong.set(name, { count: (wrong.get(name)?.count ?? 0) + 1, last: event.wrong });
      }
    },
    get notes() {
      return [...wrong].map(([name, { count, last }]): Note => ({ kind: 'warning', text: `${name} could not be read ${count} ${count === 1 ? 'time' : 'times'} in the campaign, at last because ${last}` }));
    },
  };
}
