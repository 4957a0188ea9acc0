import type { History, HistoryEvent } from './history.js';
import { onceFor } from './memo.js';

type Disruption = Extract<HistoryEvent, { readonly type: 'disruption' }>;

/** What happened to the target itself, in order: mostly nothing. */
export const disruptionsOf = onceFor(({ history }: { readonly history: History }): readonly Disruption[] => history.events.filter((event) => event.type === 'disruption'));
