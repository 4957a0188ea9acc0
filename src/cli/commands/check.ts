import type { CheckOptions } from '../../check/options.js';
import { UsageError } from '../../check/options.js';
import { readRequired } from '../../check/required.js';
import { exitOfSeveral } from '../../check/several.js';
import { didYouMean } from '../../check/target.js';
import type { CheckResult } from '../../model/index.js';
import { renderJson, renderJunit, renderReports } from '../../report/index.js';
import type { Engine } from '../engine.js';
import { openEvents } from '../events.js';
import { openRunFiles } from '../files.js';
import { textFlag } from '../flags/options.js';
import { tellGithub } from '../github.js';
import type { Job, JobSurroundings } from '../job.js';
import { runJob } from '../job.js';
import { maskerFor, withoutSecrets } from '../masking.js';
import { openReports } from '../reports.js';
import type { Run } from '../run.js';
import { explainer, printPlans, showOverview } from '../show.js';
import type { ChosenTarget } from '../targets.js';
import { chosenTargets } from '../targets.js';

const DRY_PLANS = 10;

/** `retryproof check URL`: parse, call check for each target, render, exit. */
export const run: Run = async (argv, io, load) => {
  const targets = await chosenTargets(argv, io);
  const engine = await load();
  const several = targets.length > 1;
  for (const target of targets) await refuseWrong(target, engine);
  if (argv['dry-run'] === true) {
    for (const { name, options } of targets) printPlans(name, await withoutSecrets(maskerFor(options), async () => engine.plansFor(options, options.runs ?? DRY_PLANS)), io);
    return 0;
  }
  const reports = openReports(argv, io);
  const jobs = targets.map((target): Job => {
    const masker = maskerFor(target.options);
    return { ...target, masker, files: openRunFiles(io, masker, textFlag(argv, 'history'), several ? target.name : undefined) };
  });
  const surroundings: JobSurroundings = { argv, io, engine, several, explain: explainer(engine), events: openEvents(reports) };
  surroundings.events.start(jobs.map(({ name, options, masker }) => name ?? masker.text(masker.path([options.url].flat()[0] ?? ''))));
  const results: CheckResult[] = [];
  for (const [index, job] of jobs.entries()) {
    if (several && argv['quiet'] !== true) io.stderr.write(`retryproof: ${job.name} (${index + 1} of ${jobs.length})\n`);
    results.push(await runJob(job, surroundings));
  }
  const [only] = results;
  const together = !several && only !== undefined ? only : exitOfSeveral(results);
  reports.write('json', !several && only !== undefined ? renderJson(only, surroundings.explain) : renderReports(results, together, surroundings.explain));
  reports.write('junit', renderJunit(results));
  if (several) showOverview(results, together, argv, io);
  tellGithub(results, together, surroundings.explain, argv, io);
  const code = exitCode(together, reports.failed || jobs.some(({ files }) => files.failed));
  surroundings.events.end(code, code === together.exitCode ? together.exitReason : 'what was asked for could not be written');
  return code;
};

/** What was asked for and could not be written leaves no verdict to rely on, unless there is one already. */
export function exitCode({ exitCode: code }: Pick<CheckResult, 'exitCode'>, filesFailed: boolean): number {
  return filesFailed && (code === 0 || code === 4) ? 3 : code;
}

/** Wrong options of any target are told before anything is sent, and before a file is begun. */
async function refuseWrong({ name, options }: ChosenTarget, engine: Engine): Promise<void> {
  try {
    refuseUnknownProperties(options, engine);
    await withoutSecrets(maskerFor(options), async () => engine.plansFor(options, 0));
  } catch (error) {
    if (error instanceof UsageError && name !== undefined) throw new UsageError(`${name}: ${error.message}`, error.hint);
    throw error;
  }
}

function refuseUnknownProperties(options: CheckOptions, engine: Engine): void {
  const ids = engine.listProperties().map(({ id }) => id);
  for (const [flag, names] of [['--property', options.properties], ['--skip-property', options.skipProperties]] as const) {
    const unknown = (names ?? []).filter((name) => typeof name === 'string').find((name) => !ids.includes(name));
    if (unknown !== undefined) throw new UsageError(`${flag} "${unknown}" is no property`, didYouMean(unknown, ids) ?? 'npx retryproof list shows them');
  }
  readRequired(options.require ?? [], ids);
}
