import { runOnce } from '../../adapters/exec/once.js';
import type { ExitCode, Note } from '../model/index.js';
import type { CommonOptions } from './options.js';
import { UsageError } from './options.js';
import { outcomeWord } from './several.js';

/** Each of the two may take so long; it is no part of the time of the run. */
const LIMIT_MS = 60_000;

/** What the user wants done once before anything is sent, and once after everything. */
export interface Around {
  /**
   * @throws UsageError where it fails: nothing may be sent then
   */
  before(): Promise<void>;
  /** Whatever ended the run. Its failure is told, and changes no verdict. */
  after(end: RunEnd): Promise<Note | undefined>;
}

/** How a run ended: a result, or as much of one. */
export interface RunEnd {
  readonly exitCode: ExitCode;
  readonly exitReason: string;
  /** In the place of the exit code's word, for a command that has verdicts of its own. */
  readonly verdict?: string;
}

/** A run that came to no result: what it threw says more. */
export const CAME_TO_NOTHING: RunEnd = { exitCode: 3, exitReason: 'the run came to no result' };

/**
 * @param url - of the route under test
 * @param stop - Ctrl-C: ends what runs before; what runs after is the clean-up, and is let go on
 */
export function aroundRun({ beforeRun, afterRun }: Pick<CommonOptions, 'beforeRun' | 'afterRun'>, url: string, stop: AbortSignal, limitMs = LIMIT_MS): Around {
  return {
    async before() {
      if (beforeRun === undefined) return;
      const failure = typeof beforeRun === 'string' ? await runCommand(beforeRun, { RETRYPROOF_URL: url }, stop, limitMs) : await call((signal) => beforeRun({ url, signal }), stop, limitMs);
      if (failure !== undefined && !stop.aborted) throw new UsageError(`--before-run failed, and nothing was sent: ${failure}`, 'make it work by itself first; RETRYPROOF_URL in its environment is the URL under test');
    },
    async after({ exitCode, exitReason, verdict = outcomeWord(exitCode) }) {
      if (afterRun === undefined) return undefined;
      const never = new AbortController().signal;
      const env = { RETRYPROOF_URL: url, RETRYPROOF_VERDICT: verdict, RETRYPROOF_EXIT_CODE: String(exitCode), RETRYPROOF_REASON: exitReason };
      const failure = typeof afterRun === 'string' ? await runCommand(afterRun, env, never, limitMs) : await call((signal) => afterRun({ url, signal, verdict, exitCode, exitReason }), never, limitMs);
      return failure === undefined ? undefined : { kind: 'warning', text: `--after-run failed: ${failure}` };
    },
  };
}

/** How a command failed, with the last lines that it has printed; undefined where it did not. */
async function runCommand(command: string, env: Readonly<Record<string, string>>, stop: AbortSignal, limitMs: number): Promise<string | undefined> {
  const { well, how, output } = await runOnce(command, env, limitMs, stop);
  return well ? undefined : [`"${command}" ${how}`, ...output.slice(-3)].join('; ');
}

/** How a function failed; it is told by its signal that nobody waits for it any longer. */
async function call(run: (signal: AbortSignal) => unknown, stop: AbortSignal, limitMs: number): Promise<string | undefined> {
  const given = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let interrupted = (): void => undefined;
  const cut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${limitMs / 1000} s`)), limitMs);
    interrupted = () => reject(new Error('it was interrupted'));
    stop.addEventListener('abort', interrupted, { once: true });
    if (stop.aborted) interrupted();
  });
  try {
    await Promise.race([run(given.signal), cut]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', interrupted);
    given.abort();
  }
}
