import { awakeFor } from '../awake.js';
import { Output } from './output.js';
import { TargetProcess } from './process.js';

/** How a command that was run to its end came out. */
export interface Ran {
  /** True where it ended by itself, with exit code 0. */
  readonly well: boolean;
  /** How it ended, in words: `ended with exit code 1`, `was stopped after 60 s`. */
  readonly how: string;
  /** The last lines that it has printed. */
  readonly output: readonly string[];
}

/** How long its last lines are waited for. */
const DRAIN_MS = 500;
/** Lines that tell why it failed. */
const LAST_WORDS = 20;

/**
 * Runs a command of the shell to its end. It leads a process group of its own, which ends with it, and which cannot outlive
 * this process: what it leaves in the background ends too, unless it has left the group as daemons do.
 *
 * @param env - besides that of this process
 * @param withinMs - how long it may take
 * @param stop - ends it at once
 */
export async function runOnce(command: string, env: Readonly<Record<string, string>>, withinMs: number, stop: AbortSignal): Promise<Ran> {
  const output = new Output();
  const running = new TargetProcess(command, env, output);
  let cut: string | undefined;
  const cutOff = (why: string): void => {
    cut ??= why;
    running.signal('SIGKILL');
  };
  const interrupted = (): void => cutOff('was interrupted');
  const timer = setTimeout(() => cutOff(`was stopped after ${withinMs / 1000} s`), withinMs);
  stop.addEventListener('abort', interrupted, { once: true });
  if (stop.aborted) interrupted();
  const how = await running.end();
  clearTimeout(timer);
  stop.removeEventListener('abort', interrupted);
  await running.kill();
  // What has left the group, as daemons do, may hold it open.
  await awakeFor(DRAIN_MS, running.drained);
  return { well: cut === undefined && how === 'ended with exit code 0', how: cut ?? how, output: output.last(LAST_WORDS) };
}
