import type { CheckResult, ExitCode } from '../../model/index.js';

/** How a run ended, and why. */
export type Outcome = Pick<CheckResult, 'exitCode' | 'exitReason'>;

const WORDS: { readonly [code in ExitCode]: string } = {
  0: 'PASSED', 1: 'FAILED', 2: 'USAGE', 3: 'NO VERDICT', 4: 'INCONCLUSIVE', 5: 'REFUSED', 130: 'INTERRUPTED',
};

/** `FAILED (exit 1)`. */
export function outcomeWord(exitCode: ExitCode): string {
  return `${WORDS[exitCode]} (exit ${exitCode})`;
}

/** `FAILED (exit 1): 1 property is violated: single-effect.` */
export function outcomeText({ exitCode, exitReason }: Outcome): string {
  const word = `${WORDS[exitCode].toLowerCase()}: `;
  // The sentence may begin with the word itself.
  return `${outcomeWord(exitCode)}: ${exitReason.toLowerCase().startsWith(word) ? exitReason.slice(word.length) : exitReason}`;
}
