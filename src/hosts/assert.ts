import type { AdapterCheckOptions, CheckOptions, CommonOptions } from '../check/index.js';
import { check, insistOnArguments, insistOnShapes, UsageError } from '../check/index.js';
import type { Adapter, CheckResult } from '../model/index.js';
import { renderFailure } from '../report/index.js';
import { maskerFor, reportOptions, resultInOptions, RetryproofError, withoutSecrets } from './failure.js';

/** What an assertion may be told besides what a check is asked. */
export interface Leniency {
  /**
   * True: a campaign that found nothing and put too little to the test (exit 4) is no failure. What never began, since the
   * service could not be reached or an ordinary request failed, always is one. Default false.
   */
  readonly allowInconclusive?: boolean;
}

/**
 * Checks a target and insists on the outcome: resolves with the result where it passed.
 *
 * @param adapter - the way to the target
 * @throws UsageError where the options are wrong; RetryproofError, with the result, where something does not hold (exit 1), the
 *   target cannot be tested (3, 5), or too little was put to the test (4)
 * @example
 * ```ts
 * await assertRetryproof(httpAdapter({ instances: [url] }), { path: 'POST /charges', bodies, effects });
 * ```
 */
export function assertRetryproof(adapter: Adapter, options: AdapterCheckOptions & Leniency): Promise<CheckResult>;
/** The same for a URL. */
export function assertRetryproof(options: CheckOptions & Leniency): Promise<CheckResult>;
export async function assertRetryproof(...given: readonly [Adapter, AdapterCheckOptions & Leniency] | readonly [CheckOptions & Leniency]): Promise<CheckResult> {
  insistOnArguments(given);
  const [options, ask] = given.length === 2 ? asked(given[1], (rest) => check(given[0], rest)) : asked(given[0], (rest) => check(rest));
  const masker = maskerFor(options);
  const masked = masker.result(await ask().catch((error: unknown) => Promise.reject(withoutSecrets(error, masker))));
  if (masked.exitCode === 0) return masked;
  if (masked.exitCode === 4 && options.allowInconclusive === true && masked.stats.plans > 0) return masked;
  throw new RetryproofError(`${masked.target}\n\n${renderFailure(resultInOptions(masked), reportOptions(options))}`, masked);
}

/** The options, which are known by now to be such, and what asks for a check with those of them that are a check's. */
function asked<Options extends CommonOptions & Leniency>(options: Options, ask: (rest: Omit<Options, 'allowInconclusive'>) => Promise<CheckResult>): [Options, () => Promise<CheckResult>] {
  const { allowInconclusive, ...rest } = options;
  if (allowInconclusive !== undefined && typeof allowInconclusive !== 'boolean') throw new UsageError('allowInconclusive is true or false');
  // Before anything reads them: what is no list cannot be looked through for secrets.
  insistOnShapes(rest);
  return [options, () => ask(rest)];
}
