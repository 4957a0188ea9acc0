import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { UsageError } from '../check/options.js';
import type { CheckResult, Finding, History, JsonObject } from '../model/index.js';
import type { Masker } from '../report/index.js';
import { counterexampleName, writeCounterexample, writeHistory } from '../report/index.js';
import { fileTrouble } from './flags/values.js';
import type { Io } from './io.js';
import { replayFlags } from './replay-flags.js';

/** Where counterexamples go unless `--history` names a place. */
const DEFAULT_DIR = '.retryproof';

/** Records of a run. Trouble with one is told once, and the run goes on: its verdicts are worth more than its records. */
export interface RunFiles {
  /** True once something that the user asked for could not be written. */
  readonly failed: boolean;
  history(history: History): void;
  /** The result, its findings saved and naming their files. */
  counterexamples(result: CheckResult, options: JsonObject): CheckResult;
}

/**
 * Opens a run's records. A directory that cannot be written is refused here, before anything is sent; what fails later
 * (a full disk) is told on stderr.
 *
 * @param historyDir - of `--history`
 * @param below - the directory in it that belongs to this target, where several are checked
 */
export function openRunFiles(io: Io, masker: Masker, historyDir: string | undefined, below = ''): RunFiles {
  const given = join(historyDir ?? DEFAULT_DIR, below);
  const root = resolve(io.cwd, historyDir ?? DEFAULT_DIR);
  const dir = resolve(root, below);
  const stream = historyDir === undefined ? undefined : openStream(dir, given);
  let failed = false;
  let broken = false;
  const tell = (what: string, error: unknown) => io.stderr.write(`retryproof: ${what}: ${fileTrouble(error)}\n`);
  return {
    get failed() {
      return failed;
    },
    history(history) {
      if (stream === undefined || broken) return;
      try {
        // One synchronous append a history: a crash of the kit loses no finished line.
        appendFileSync(stream, writeHistory(masker.history(history)));
      } catch (error) {
        failed = broken = true;
        tell(`--history ${given}: histories are no longer saved`, error);
      }
    },
    counterexamples(result, options) {
      if (io.passing === true) return result;
      const verdicts = result.verdicts.map((verdict) => ({
        ...verdict,
        findings: verdict.findings.map((finding) => {
          try {
            return { ...finding, file: saveFinding(finding, options, { root, dir, cwd: io.cwd }), replayFlags: replayFlags(options) };
          } catch (error) {
            if (historyDir !== undefined) failed = true;
            tell(`a counterexample could not be saved in ${given}`, error);
            return finding;
          }
        }),
      }));
      return { ...result, verdicts };
    },
  };
}

function openStream(dir: string, given: string): string {
  try {
    mkdirSync(dir, { recursive: true });
    const name = `run-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;
    writeFileSync(join(dir, name), '');
    return join(dir, name);
  } catch (error) {
    throw new UsageError(`--history ${given} cannot be written: ${fileTrouble(error)}`, 'name a directory that you may write to');
  }
}

function saveFinding(finding: Finding, options: JsonObject, { root, dir, cwd }: { readonly root: string; readonly dir: string; readonly cwd: string }): string {
  mkdirSync(dir, { recursive: true });
  // What a run leaves in a working tree is nobody's source.
  if (root.endsWith(DEFAULT_DIR)) writeFileSync(join(root, '.gitignore'), '*\n');
  const path = join(dir, counterexampleName(finding));
  writeFileSync(path, writeCounterexample(finding, options));
  const near = relative(cwd, path);
  return near.startsWith('..') ? path : near;
}
