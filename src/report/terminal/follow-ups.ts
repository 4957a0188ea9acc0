import type { Finding, HistoryEvent, InvokeEvent, Phase } from '../../model/index.js';

/** More retries than this are told in one line: a claim that never ends is asked for some thirty times. */
const EACH = 2;

/** What the kit sent besides the plan and the finding rests on: without these lines nobody could tell where `r0.0` came from. */
export function followUps({ history, violation }: Pick<Finding, 'history' | 'violation'>): string[] {
  const isWitness = (event: HistoryEvent): event is InvokeEvent => event.type === 'invoke' && violation.attempts.includes(event.attempt);
  return groups(history.events.filter(isWitness)).flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (first.phase === 'settle' && group.length > EACH) return [`${first.attempt} to ${last.attempt} after that: ${group.length} retries, without any fault`];
    const text = FOLLOW_UPS[first.phase];
    return text === undefined ? [] : group.map(({ attempt }) => `${attempt} ${attempt.startsWith('o') ? ORDINARY : text}`);
  });
}

const ORDINARY = 'after that: an ordinary request under a fresh key, to compare with';

const FOLLOW_UPS: { readonly [phase in Phase]?: string } = {
  settle: 'after that: a retry, without any fault',
  control: 'after that: the same payload under a fresh key, to compare with',
  resend: 'at the end: the same request sent once more',
};

/** By operation and phase, in the order in which they began. */
function groups(events: readonly InvokeEvent[]): InvokeEvent[][] {
  const found = new Map<string, InvokeEvent[]>();
  for (const event of events) {
    const name = `${event.operation}/${event.phase}`;
    found.set(name, [...(found.get(name) ?? []), event]);
  }
  return [...found.values()];
}
