import type { AttemptFacts, Facts } from '../model/index.js';
import { unreachableAgain } from '../run/calibrate/trouble.js';
import type { Lost } from '../run/silence.js';
import { NoVerdictError } from './options.js';
import type { Run } from './run.js';
import { placeText } from './target.js';

/** Runs without an answer are no clean ones. */
export interface SilenceWatch {
  /** True where the target is gone. */
  see(facts: Facts, gone: Lost | undefined): boolean;
  /**
   * @param runs - those that count
   * @throws NoVerdictError where nothing was answered, or the target went down before anything had failed
   */
  insist(run: Run, runs: number, hasFailed: boolean): void;
}

export function watchSilence(): SilenceWatch {
  let answered = false;
  let silent: AttemptFacts | undefined;
  let lost: Lost | undefined;
  return {
    see(facts, gone) {
      for (const attempt of facts.attempts.values()) {
        if (attempt.answer !== undefined) answered = true;
        else if (attempt.reason !== 'fault') silent ??= attempt;
      }
      lost ??= gone;
      return gone !== undefined;
    },
    insist(run, runs, hasFailed) {
      if (!answered && silent !== undefined) {
        const { message, hint } = unreachableAgain(silent, placeText(run.target));
        throw new NoVerdictError(message, 3, hint);
      }
      if (!hasFailed && lost !== undefined) throw goneAfter(runs, lost);
    },
  };
}

function goneAfter(runs: number, { detail, reason }: Lost): NoVerdictError {
  const held = runs === 0 ? 'before the first run had ended' : `after ${runs} ${runs === 1 ? 'run' : 'runs'} that did not fail`;
  return new NoVerdictError(`inconclusive: the target stopped answering ${held} (${detail === '' ? reason : detail})`, 4, 'see in its log why it went down, and run it again');
}
