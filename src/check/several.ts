import type { CheckResult, ExitCode, Trouble } from '../model/index.js';
import type { CheckOptions } from './options.js';
import { kitVersion } from './version.js';

/** Which of several outcomes speaks for all: a violation stays one, whatever became of the others. */
const PRECEDENCE: readonly ExitCode[] = [1, 130, 2, 3, 5, 4, 0];

const WORDS: { readonly [code in ExitCode]: string } = {
  0: 'passed', 1: 'violations', 2: 'wrong usage or configuration', 3: 'no verdict', 4: 'inconclusive', 5: 'refused for safety', 130: 'interrupted',
};

/** What an exit code says, in a word or two. */
export function outcomeWord(exitCode: ExitCode): string {
  return WORDS[exitCode];
}

/** The outcome of several checks. */
export interface Together {
  readonly exitCode: ExitCode;
  /** One sentence for it. */
  readonly exitReason: string;
}

/** One exit code for several results, by {@link PRECEDENCE}, with the names of those that it comes from. */
export function exitOfSeveral(results: readonly Pick<CheckResult, 'name' | 'target' | 'exitCode'>[]): Together {
  const exitCode = PRECEDENCE.find((code) => results.some((result) => result.exitCode === code)) ?? 4;
  if (exitCode === 0) return { exitCode, exitReason: `all ${results.length} targets passed` };
  const names = results.filter((result) => result.exitCode === exitCode).map(({ name, target }) => name ?? target);
  return { exitCode, exitReason: `${WORDS[exitCode]}: ${names.join(', ')} (${names.length} of ${results.length} targets)` };
}

/** The result of a target that was not checked: its options turned out wrong only on the way, or nobody waited for it. */
export function uncheckedResult({ url, method = 'POST' }: CheckOptions, exitCode: ExitCode, trouble: Trouble): CheckResult {
  return {
    format: 'retryproof-report', version: 1, kit: kitVersion(), target: `${method} ${typeof url === 'string' ? url : (url[0] ?? '')}`, seed: 0,
    contract: { version: 1, name: 'none' }, notes: [], calibration: null, verdicts: [], situations: {},
    stats: { plans: 0, requests: 0, probeReads: 0, elapsedMs: 0, requestsPerSecond: 0, concurrency: 0 },
    trouble, exitCode, exitReason: trouble.message,
  };
}
