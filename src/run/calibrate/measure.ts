import type { AttemptFacts, Facts, Trouble } from '../../model/index.js';
import type { Ask, CalibrateOptions } from './ask.js';
import { quantile } from './durations.js';
import { tookMs } from './exchange.js';
import { single } from './questions.js';
import { notAccepted, unprepared, unreachable } from './trouble.js';

/** Requests that warm the target up and are not measured. */
const WARM_UP = 3;
const MEASURED = 5;
/** With fewer measured, the tail is guessed, and rather too long than too short: what waits for the end of work counts in it. */
const ENOUGH = 3;
const GUESSED_TAIL = 1.5;
/** Of a slow target: one that may have been a cold start, and one that was not. */
const LEAST = 2;
/** Answers other than success in a row after which the target is given up: one bad answer is no verdict. */
const PATIENCE = 3;
/** A target that answers at once still has a duration: fractions of it must mean something. */
const LEAST_DURATION_MS = 0.2;

export interface Measured {
  readonly durationMs: number;
  readonly durationP95Ms: number;
  /** The last answer to an ordinary request. */
  readonly last: AttemptFacts | undefined;
  /** So slow that what is left to ask must share the time. */
  readonly isSlow: boolean;
}

/**
 * How long an ordinary request takes. One after the other and alone: a target that works on one request at a time must not
 * look slower than it is. As many as fit into the time for it, by the fastest of them, since the first may have been a cold start.
 */
export async function measure(ask: Ask): Promise<Measured | { readonly trouble: Trouble }> {
  const { measuringMs } = ask.options;
  const attempts: AttemptFacts[] = [];
  let wanted = WARM_UP + MEASURED;
  let failed = 0;
  let before: Trouble | undefined;
  for (let n = 0; attempts.length < wanted; n += 1) {
    const facts = await ask.run(single(ask.options.ordinary(n)), { settled: false });
    const attempt = facts.operations[0]?.attempts[0];
    const trouble = troubleOf(facts, attempt, ask.options);
    if (trouble === undefined && attempt !== undefined) {
      attempts.push(attempt);
      failed = 0;
      const fit = Math.floor(measuringMs / Math.max(Math.min(...attempts.map(tookMs)), LEAST_DURATION_MS));
      wanted = Math.min(WARM_UP + MEASURED, Math.max(LEAST, fit));
      continue;
    }
    failed += 1;
    // What the target said before the run was cut short tells more than that it was.
    if (trouble?.kind === 'interrupted') return { trouble: before ?? trouble };
    if (trouble !== undefined && (failed === PATIENCE || (trouble.kind !== 'inconclusive' && attempts.length === 0))) return { trouble };
    before = trouble;
  }
  const took = attempts.slice(Math.min(WARM_UP, Math.floor(attempts.length / 2))).map(tookMs);
  const durationMs = Math.max(quantile(took, 0.5), LEAST_DURATION_MS);
  return { durationMs, durationP95Ms: Math.max(quantile(took, 0.95), durationMs * (took.length < ENOUGH ? GUESSED_TAIL : 1)), last: attempts.at(-1), isSlow: attempts.length < WARM_UP + MEASURED };
}

function troubleOf(facts: Facts, attempt: AttemptFacts | undefined, { where, rig }: CalibrateOptions): Trouble | undefined {
  if (facts.unfit !== undefined) return unprepared(facts.unfit, facts.history);
  if (attempt === undefined) {
    if (rig.gate.exhausted) return { kind: 'inconclusive', message: `the cap of ${rig.gate.count} requests was reached in calibration`, hint: 'raise --requests' };
    return { kind: 'interrupted', message: `${where} was not asked`, hint: 'give the run more time' };
  }
  if (attempt.answer === undefined) return unreachable(attempt, where);
  return attempt.answer.class === 'accepted' ? undefined : notAccepted(attempt);
}
