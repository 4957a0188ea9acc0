import type { AttemptFacts, AttemptId, Classify, History } from '../model/index.js';
import { readFacts } from '../model/index.js';
import { hintAgain } from '../run/calibrate/trouble.js';

/** How the answers of a replay differ from the saved ones. */
export interface Drift {
  /** One sentence an attempt; empty where all were answered with the saved status. */
  readonly sentences: readonly string[];
  /** What mostly helps against the first that is refused or redirected, which is among the sentences. */
  readonly hint?: string;
}

/** Collects what attempts are answered while a plan is run again and again. */
export interface DriftWatch {
  see(attempts: ReadonlyMap<AttemptId, AttemptFacts>): void;
  told(): Drift;
}

/** More would say the same again. */
const MOST_SENTENCES = 3;

/** How one attempt ended, how often. */
interface Ending {
  readonly attempt: AttemptFacts;
  times: number;
}

/** An attempt that ends otherwise than it did, and that in words. */
interface Changed {
  readonly attempt: AttemptFacts;
  readonly sentence: string;
}

export function watchDrift(saved: History, classify: Classify): DriftWatch {
  const before = readFacts(saved, classify).attempts;
  const seen = new Map<AttemptId, Map<string, Ending>>();
  let runs = 0;
  return {
    see(attempts) {
      runs += 1;
      for (const attempt of attempts.values()) if (isFromThePlan(attempt)) note(seen, attempt);
    },
    told() {
      const changed = [...seen].flatMap(([id, endings]): Changed[] => {
        const [most] = [...endings.values()].toSorted((one, other) => other.times - one.times);
        const was = before.get(id);
        if (most === undefined || was === undefined || endingOf(most.attempt) === endingOf(was)) return [];
        return [{ attempt: most.attempt, sentence: `${id} ${endingOf(most.attempt)} in ${most.times} of ${runs} ${runs === 1 ? 'run' : 'runs'} (it ${was.answer === undefined ? 'had none' : `was ${was.answer.status}`})` }];
      });
      const refused = changed.find(({ attempt: { answer } }) => answer !== undefined && answer.status >= 300);
      const sentences = shownOf(changed, refused).map(({ sentence }) => sentence);
      return refused === undefined ? { sentences } : { sentences, hint: hintAgain(refused.attempt) };
    },
  };
}

/** The first few; what the hint is about is always among them, or else nobody would know what it answers. */
function shownOf(changed: readonly Changed[], hinted: Changed | undefined): readonly Changed[] {
  const first = changed.slice(0, MOST_SENTENCES);
  return hinted === undefined || first.includes(hinted) ? first : [...first.slice(0, -1), hinted];
}

/** What follows a plan depends on how the plan went; its own requests are the same each time. */
function isFromThePlan({ phase }: AttemptFacts): boolean {
  return phase === 'setup' || phase === 'plan';
}

function note(seen: Map<AttemptId, Map<string, Ending>>, attempt: AttemptFacts): void {
  const endings = seen.get(attempt.id) ?? new Map<string, Ending>();
  seen.set(attempt.id, endings);
  const ending = endings.get(endingOf(attempt)) ?? { attempt, times: 0 };
  ending.times += 1;
  endings.set(endingOf(attempt), ending);
}

function endingOf({ answer }: AttemptFacts): string {
  return answer === undefined ? 'had no answer' : `was answered ${answer.status}`;
}
