import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckResult } from '../model/index.js';
import type { Explain } from '../report/index.js';
import { renderAnnotations, renderJobSummary } from '../report/index.js';
import type { RawArguments } from './flags/options.js';
import { fileTrouble } from './flags/values.js';
import type { Io } from './io.js';
import { documentOnStdout } from './reports.js';

/**
 * In a job of GitHub Actions: annotations, and a section in the job's summary. Neither with `--quiet`.
 *
 * @param results - already masked
 * @param together - the outcome of the whole call
 */
export function tellGithub(results: readonly CheckResult[], together: Pick<CheckResult, 'exitCode' | 'exitReason'>, explain: Explain, argv: RawArguments, io: Io): void {
  if (io.env['GITHUB_ACTIONS'] !== 'true' || argv['quiet'] === true) return;
  // The runner reads both streams; stdout may belong to a document.
  (documentOnStdout(argv) === undefined ? io.stdout : io.stderr).write(renderAnnotations(results));
  const file = io.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return;
  try {
    appendFileSync(resolve(io.cwd, file), renderJobSummary(results, together, explain));
  } catch (error) {
    // Nobody asked for it by name, so it decides nothing.
    io.stderr.write(`retryproof: the job summary could not be written: ${fileTrouble(error)}\n`);
  }
}
