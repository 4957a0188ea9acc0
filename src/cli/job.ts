import type { CheckHooks } from '../check/options.js';
import { NoVerdictError, UsageError } from '../check/options.js';
import { uncheckedResult } from '../check/several.js';
import type { CheckResult } from '../model/index.js';
import type { Explain, Masker } from '../report/index.js';
import type { Engine } from './engine.js';
import type { EventWriter } from './events.js';
import type { RunFiles } from './files.js';
import type { RawArguments } from './flags/options.js';
import type { Io } from './io.js';
import { withoutSecrets } from './masking.js';
import type { ProgressWriter } from './progress.js';
import { progressWriter } from './progress.js';
import { referenceOptions } from './secrets.js';
import { showReport } from './show.js';
import type { ChosenTarget } from './targets.js';

/** One target, and what belongs to it alone. */
export interface Job extends ChosenTarget {
  readonly masker: Masker;
  readonly files: RunFiles;
}

/** What all targets of a call share. */
export interface JobSurroundings {
  readonly argv: RawArguments;
  readonly io: Io;
  readonly engine: Engine;
  readonly several: boolean;
  readonly explain: Explain;
  readonly events: EventWriter;
}

/**
 * Checks one target and shows its report. Of several targets each has a result, whatever became of it; alone it throws
 * where its options are wrong.
 *
 * @returns the result, masked, with its counterexamples saved
 */
export async function runJob(job: Job, surroundings: JobSurroundings): Promise<CheckResult> {
  const { name, options, masker, files } = job;
  const { argv, io, explain, events } = surroundings;
  const checked = await checkedOrNot(job, surroundings);
  const result = files.counterexamples(masker.result({ ...checked, ...(name === undefined ? {} : { name }) }), referenceOptions(options, masker, io.env));
  events.result(result);
  showReport(result, explain, argv, io);
  return result;
}

async function checkOne({ name, options, masker, files }: Job, { argv, io, engine, events }: JobSurroundings): Promise<CheckResult> {
  const progress = progressWriter(io.stderr, argv['quiet'] === true);
  const told = events.hooksFor(name, masker);
  const hooks: CheckHooks = {
    ...hooksFor(io, progress),
    ...told,
    onHistory: files.history,
    onProgress(numbers) {
      progress.show(numbers);
      told.onProgress(numbers);
    },
  };
  return withoutSecrets(masker, () => engine.check(options, hooks)).finally(() => progress.end());
}

/** What ends one of several targets does not take the results of the others away. */
async function checkedOrNot(job: Job, surroundings: JobSurroundings): Promise<CheckResult> {
  if (surroundings.several && surroundings.io.signal?.aborted === true) return uncheckedResult(job.options, 130, { kind: 'interrupted', message: 'interrupted before it was checked' });
  try {
    return await checkOne(job, surroundings);
  } catch (error) {
    const result = resultOf(job, error);
    if (surroundings.several) return result;
    surroundings.events.end(result.exitCode, job.masker.text(result.exitReason));
    throw error;
  }
}

function resultOf({ options }: Job, error: unknown): CheckResult {
  if (error instanceof UsageError || error instanceof NoVerdictError) {
    const trouble = { kind: error instanceof UsageError ? 'usage' : 'unreachable', message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) } as const;
    return uncheckedResult(options, error instanceof UsageError ? 2 : error.exitCode, trouble);
  }
  const said = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0] ?? ''}` : String(error);
  return uncheckedResult(options, 3, { kind: 'kit', message: `the kit itself failed: ${said}`, hint: 'this is a bug of retryproof, not of your service; please report it with the command that you ran' });
}

/** What every command that sends hands to the engine. */
export function hooksFor(io: Io, progress: ProgressWriter): CheckHooks {
  return { ...(io.signal === undefined ? {} : { signal: io.signal }), onProgress: progress.show };
}
