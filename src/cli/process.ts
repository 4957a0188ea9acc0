import { setMaxListeners } from 'node:events';
import { explainError, main } from './main.js';
import type { Io } from './io.js';

/** What is left open after the end must not keep the process. */
const PATIENCE_MS = 500;

/** Runs the command line as this process: signals, errors that nobody caught, the exit code. */
export async function runProcess(args: readonly string[]): Promise<void> {
  const stop = new AbortController();
  // Every attempt under way listens to it; Node's warning about that would be a stack trace on the screen.
  setMaxListeners(0, stop.signal);
  const io: Io = { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd(), signal: stop.signal };
  const dieWith = (error: unknown): void => {
    process.exit(explainError(error, io));
  };
  process.on('uncaughtException', dieWith);
  process.on('unhandledRejection', dieWith);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      process.stderr.write('\nretryproof: stopping; what was sent is still settled and judged (again to exit at once)\n');
      stop.abort();
    });
  }
  process.exitCode = await main(args, io);
  setTimeout(() => process.exit(), PATIENCE_MS).unref();
}
