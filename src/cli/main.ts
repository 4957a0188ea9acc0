import { NoVerdictError, UsageError } from '../check/options.js';
import type { LoadEngine } from './engine.js';
import { loadEngine } from './engine.js';
import type { Io } from './io.js';
import type { CommandName } from './command-table.js';
import { parseArguments } from './parse.js';
import type { Run } from './run.js';

/** Each command's module is loaded when it is asked for, so that the help is quick. */
const RUNS: { readonly [name in CommandName]: () => Promise<{ readonly run: Run }> } = {
  check: () => import('./commands/check.js'),
  replay: () => import('./commands/replay.js'),
  recheck: () => import('./commands/recheck.js'),
  list: () => import('./commands/list.js'),
  demo: () => import('./commands/demo.js'),
};

/**
 * The command line, without its process: writes to `io`, never exits, never rejects.
 *
 * @param args - what stands after `retryproof`
 * @returns the exit code
 */
export async function main(args: readonly string[], io: Io, load: LoadEngine = loadEngine): Promise<number> {
  try {
    const parsed = parseArguments(args);
    if ('text' in parsed) {
      io.stdout.write(parsed.text);
      return 0;
    }
    const { run } = await RUNS[parsed.command]();
    return await run(parsed.argv, io, load, (others, surroundings) => main(others, { ...io, ...surroundings }, load));
  } catch (error) {
    return explainError(error, io);
  }
}

/** One sentence and a hint, never a stack trace: 2 where the user can mend it, 3 where the kit is to blame. */
export function explainError(error: unknown, io: Pick<Io, 'stderr'>): number {
  if (error instanceof UsageError || error instanceof NoVerdictError) {
    for (const line of error.message.split('\n')) io.stderr.write(`retryproof: ${line}\n`);
    if (error instanceof NoVerdictError) for (const line of error.output) io.stderr.write(`retryproof: │ ${line}\n`);
    if (error.hint !== undefined) io.stderr.write(`retryproof: ${error.hint}\n`);
    return error instanceof UsageError ? 2 : error.exitCode;
  }
  if (error instanceof Error && error.name === 'FormatError') {
    io.stderr.write(`retryproof: ${error.message}\nretryproof: docs/history-format.md describes these files\n`);
    return 2;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  io.stderr.write(`retryproof: the kit itself failed: ${message.split('\n')[0]}\n`);
  io.stderr.write('retryproof: this is a bug of retryproof, not of your service; please report it with the command that you ran\n');
  return 3;
}
