import type { CheckHooks, CheckOptions } from '../../check/options.js';
import { UsageError } from '../../check/options.js';
import { didYouMean } from '../../check/target.js';
import type { CheckResult } from '../../model/index.js';
import { renderJson, renderJunit } from '../../report/index.js';
import type { Engine } from '../engine.js';
import { openRunFiles } from '../files.js';
import type { RawArguments } from '../flags/options.js';
import { checkOptions } from '../flags/options.js';
import type { Io } from '../io.js';
import { maskerFor, withoutSecrets } from '../masking.js';
import { progressWriter } from '../progress.js';
import { explainer, printPlans, showReport } from '../show.js';
import { referenceOptions } from '../secrets.js';
import type { Run } from '../run.js';

const DRY_PLANS = 10;

/** `retryproof check URL`: parse, call check, render, exit. */
export const run: Run = async (argv, io, load) => {
  const options = checkOptions(argv, io);
  const engine = await load();
  refuseUnknownProperties(options, engine);
  const masker = maskerFor(options);
  if (argv['dry-run'] === true) {
    printPlans(await withoutSecrets(masker, async () => engine.plansFor(options, options.runs ?? DRY_PLANS)), io);
    return 0;
  }
  const [json, junit] = [textOf(argv, 'json'), textOf(argv, 'junit')];
  const files = openRunFiles(io, masker, textOf(argv, 'history'), [json, junit].filter((file) => file !== undefined && file !== '-') as string[]);
  const progress = progressWriter(io.stderr, argv['quiet'] === true);
  const result = await withoutSecrets(masker, () => engine.check(options, hooksFor(io, progress, files.history)));
  progress.end();
  const masked = files.counterexamples(masker.result(result), referenceOptions(options, masker, io.env));
  if (json !== undefined && json !== '-') files.report(json, renderJson(masked));
  if (junit !== undefined) files.report(junit, renderJunit(masked));
  if (json === '-') io.stdout.write(renderJson(masked));
  showReport(masked, explainer(engine), argv, io);
  return exitCode(masked, files.failed);
};

/** What was asked for and could not be written leaves no verdict to rely on, unless there is one already. */
function exitCode({ exitCode: code }: CheckResult, filesFailed: boolean): number {
  return filesFailed && (code === 0 || code === 4) ? 3 : code;
}

export function hooksFor(io: Io, progress: ReturnType<typeof progressWriter>, onHistory: CheckHooks['onHistory']): CheckHooks {
  return {
    ...(io.signal === undefined ? {} : { signal: io.signal }),
    onProgress: progress.show,
    ...(onHistory === undefined ? {} : { onHistory }),
  };
}

function refuseUnknownProperties(options: CheckOptions, engine: Engine): void {
  const ids = engine.listProperties().map(({ id }) => id);
  for (const [flag, names] of [['--property', options.properties], ['--skip-property', options.skipProperties], ['--require', options.require]] as const) {
    const unknown = (names ?? []).filter((name) => typeof name === 'string').find((name) => !ids.includes(name));
    if (unknown !== undefined) throw new UsageError(`${flag} "${unknown}" is no property`, didYouMean(unknown, ids) ?? 'npx retryproof list shows them');
  }
}

export function textOf(argv: RawArguments, name: string): string | undefined {
  const value = argv[name];
  if (Array.isArray(value)) throw new UsageError(`--${name} was given ${value.length} times`, 'it has one value');
  return typeof value === 'string' ? value : undefined;
}
