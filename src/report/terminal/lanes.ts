import type { Contract, History, HistoryEvent, InvokeEvent, Violation } from '../../model/index.js';
import { readAnswer } from '../../model/index.js';

/** What an attempt shows that those before it have not shown: least first. */
const RANKS = { answer: 0, body: 1, silence: 2, copy: 3, bystander: 4, stranger: 5 } as const;

/**
 * The attempts that a timeline shows, in their order, where it has room for so many: first those that show how it went wrong.
 * Copies that were answered as another one was are the last of the witnesses, however early they were sent.
 */
export function shownLanes({ head, events }: History, { attempts, compare, operation }: Violation, room: number): readonly InvokeEvent[] {
  const invokes = events.filter((event) => event.type === 'invoke');
  // The sentence's order: what it names first is what it is about.
  const witnesses = attempts.flatMap((id) => invokes.find(({ attempt }) => attempt === id) ?? []);
  const news = newsOf(witnesses, events, head.contract);
  const rank = (invoke: InvokeEvent): number => {
    if (compare?.includes(invoke.attempt) === true) return RANKS.answer;
    return news.get(invoke) ?? (invoke.operation === operation ? RANKS.bystander : RANKS.stranger);
  };
  const chosen = new Set([...new Set([...witnesses, ...invokes])].toSorted((a, b) => rank(a) - rank(b)).slice(0, room));
  return invokes.filter((invoke) => chosen.has(invoke));
}

/** The rank of each witness; the first attempt shows what the others are compared with. */
function newsOf(witnesses: readonly InvokeEvent[], events: readonly HistoryEvent[], contract: Contract): ReadonlyMap<InvokeEvent, number> {
  const seen = new Set<string>();
  const isNew = (text: string): boolean => seen.size < seen.add(text).size;
  return new Map(
    witnesses.map((invoke, index) => {
      const event = events.find((each) => each.type === 'complete' && each.attempt === invoke.attempt);
      if (event?.type !== 'complete' || event.response === undefined) return [invoke, index === 0 ? RANKS.answer : RANKS.silence];
      const { status, id = '', text } = readAnswer(event.response, contract, () => 'unclear');
      // Both are asked, so that those that follow are compared with both.
      const [answer, body] = [isNew(`${status} ${id}`), isNew(`${status} ${id}\n${text}`)];
      return [invoke, answer ? RANKS.answer : body ? RANKS.body : RANKS.copy];
    }),
  );
}
