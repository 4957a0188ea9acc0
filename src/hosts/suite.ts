import type { AdapterCheckOptions, CheckOptions, CommonOptions } from '../check/index.js';
import { check, chosenProperties, DEFAULT_TIME_MS, insistOnShapes, UsageError } from '../check/index.js';
import type { Adapter, CheckResult, Verdict } from '../model/index.js';
import { whyText } from '../model/index.js';
import { renderFailure, renderVerdict } from '../report/index.js';
import { maskerFor, mendable, plainError, reportOptions, resultInOptions, RetryproofError } from './failure.js';
import { inOptions } from './option-words.js';

/** A value, or what makes it once it is needed: a URL may only be known after a hook. */
export type Lazily<Value> = Value | (() => Value | Promise<Value>);

/** What is asked of a target that an adapter leads to. */
export interface SuiteByAdapter extends AdapterCheckOptions {
  readonly adapter: Lazily<Adapter>;
}

/** What is asked of a target that has a URL. */
export interface SuiteByUrl extends Omit<CheckOptions, 'url'> {
  readonly url: Lazily<CheckOptions['url']>;
  readonly adapter?: never;
  readonly path?: never;
}

export type SuiteOptions = SuiteByAdapter | SuiteByUrl;

/** What one test of a suite is to do. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: unknown };

/** One campaign as a suite of tests, for any test runner: a test for each property, and one for the exit rule. */
export interface Suite {
  /** Ids, the strongest first. */
  readonly properties: readonly string[];
  /** The campaign has ended by then, unless something hangs. */
  readonly timeoutMs: number;
  /** Runs the campaign. Never rejects: what went wrong is the outcome of the test of the exit rule. */
  run(): Promise<void>;
  /** Ends the campaign where it is still under way. */
  stop(): void;
  outcomeOf(property: string): Outcome;
  /** Of the whole: the exit rule. */
  outcome(): Outcome;
}

/** Title of the test of the exit rule. */
export const ENOUGH = 'should have put enough to the test';

/** Confirming reruns and the last requests may come after the time that was given. */
const GRACE_MS = 60_000;
/** Services that take longer to start are rare, and the hook's own timeout must not come first. */
const PATIENCE_MS = 50_000;

export function createSuite(options: SuiteOptions): Suite {
  const stop = new AbortController();
  let properties: readonly string[] = [];
  let run: { readonly result: CheckResult } | { readonly error: unknown } = { error: plainError('the campaign did not run to its end: the hook that runs it was cut off') };
  let masker = maskerFor({});
  try {
    const { adapter: _, url: __, ...plain } = options;
    insistOnShapes(plain);
    masker = maskerFor(options as CommonOptions);
    properties = chosenProperties(options).map(({ id }) => id);
    if (properties.length === 0) run = { error: plainError('every property was left out, so that there is nothing to check\nleave some out of skipProperties') };
  } catch (error) {
    // Said by the one test that there is then, and not while tests are collected.
    run = { error: mendable(error, masker) };
  }
  return {
    properties,
    timeoutMs: (Number(options.timeMs) || DEFAULT_TIME_MS) + GRACE_MS,
    async run() {
      if (properties.length === 0) return;
      try {
        run = { result: masker.result(await campaign(options, stop.signal)) };
      } catch (error) {
        run = { error: mendable(error, masker) };
      }
    },
    stop: () => stop.abort(),
    outcomeOf(property) {
      if ('error' in run || run.result.stats.plans === 0) return { kind: 'skipped', reason: `nothing was checked: see "${ENOUGH}"` };
      const { result } = run;
      const verdict = result.verdicts.find(({ id }) => id === property);
      return verdict === undefined ? { kind: 'skipped', reason: 'it was left out' } : outcomeOf(verdict, result, options);
    },
    outcome: () => ('error' in run ? { kind: 'failed', error: run.error } : outcome(run.result, options)),
  };
}

async function campaign(options: SuiteOptions, signal: AbortSignal): Promise<CheckResult> {
  if (options.adapter === undefined) {
    const { url, adapter: _, path: __, ...rest } = options;
    return check({ ...rest, url: await now('url', url) }, { signal });
  }
  const { adapter, ...rest } = options;
  return check(await now('adapter', adapter), rest, { signal });
}

/** @throws UsageError where a function has made nothing, or not in time: else only the timeout of a hook would tell */
async function now<Value extends string | object>(name: string, value: Lazily<Value>): Promise<Value> {
  if (typeof value !== 'function') return value;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UsageError(`${name}: the function has not come to a value within ${PATIENCE_MS / 1000} s`, 'start the service in a beforeAll, and see what it waits for')), PATIENCE_MS);
  });
  try {
    const made: Value | undefined = await Promise.race([value(), late]);
    if (made === undefined) throw new UsageError(`${name}: the function has returned undefined`, 'is what it returns set by then? A beforeAll of this file, outside of this suite, is the place for it');
    return made;
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(verdict: Verdict, result: CheckResult, options: SuiteOptions): Outcome {
  const { id, verdict: is } = verdict;
  const reason = inOptions(whyText(verdict) ?? 'nothing put it to the test');
  if (is === 'pass') return { kind: 'passed' };
  if (is === 'fail') return { kind: 'failed', error: new RetryproofError(renderVerdict(verdict, reportOptions(options)), result) };
  // Where something was found, that decides: what then was not reached is no second failure.
  if (verdict.unmet !== true || found(result)) return { kind: 'skipped', reason: `${verdict.violated === true ? 'no pass' : is}: ${reason}` };
  return { kind: 'failed', error: new RetryproofError(`${id} was not checked: ${reason}`, result) };
}

function outcome(result: CheckResult, options: SuiteOptions): Outcome {
  if (result.exitCode === 0) return { kind: 'passed' };
  if (result.exitCode === 1 && found(result)) return { kind: 'skipped', reason: 'what was found decides' };
  return { kind: 'failed', error: new RetryproofError(renderFailure(resultInOptions(result), reportOptions(options)), result) };
}

function found({ verdicts }: CheckResult): boolean {
  return verdicts.some(({ verdict }) => verdict === 'fail');
}
