import { check } from '../../../src/check/index.js';
import type { CheckOptions } from '../../../src/check/options.js';
import { parseArguments } from '../../../src/cli/parse.js';
import { chosenTargets } from '../../../src/cli/targets.js';
import type { CheckResult, History } from '../../../src/model/index.js';
import type { ZooServer } from '../../zoo/index.js';

export interface ZooRun {
  readonly result: CheckResult;
  readonly histories: readonly History[];
}

/**
 * Checks a zoo server as a user would: with the flags that it gives, and those that are added.
 *
 * @param until - a property; as with Ctrl-C, the run is stopped once it has failed, or once its campaign is over and has found
 *   something, which is then not run again and made smaller; it reports what it has
 */
export async function checkServer(server: Pick<ZooServer, 'start' | 'flags'>, flags: readonly string[], until?: string): Promise<ZooRun> {
  const { url, close } = await server.start();
  const histories: History[] = [];
  const stop = new AbortController();
  let isOver = false;
  try {
    const options = await optionsOf(server, url, flags);
    const result = await check(options, {
      signal: stop.signal,
      onHistory(history, failed) {
        histories.push(history);
        // A campaign that ends by itself at a violation waits less for what is under way than one that is stopped.
        if (until !== undefined && failed.includes(until) && (isOver || options.failFast !== true)) stop.abort();
      },
      onProgress({ phase, violations }) {
        isOver ||= phase === 'final probes';
        const isReported = phase === 'shrinking' || phase === 'confirming' || (isOver && violations > 0);
        if (until !== undefined && isReported) stop.abort();
      },
    });
    return { result, histories };
  } finally {
    await close();
  }
}

/**
 * Checks it for so long, and, where too little has happened by then, once more for four times as long: a busy machine comes to
 * less in the same time. A run that has found something is the last.
 */
export async function checkLongEnough(server: Pick<ZooServer, 'start' | 'flags'>, seconds: number, flags: readonly string[], isEnough: (run: ZooRun) => boolean): Promise<ZooRun> {
  const run = await checkServer(server, [...flags, '--time', `${seconds}s`]);
  return isEnough(run) || findingsOf(run.result).length > 0 ? run : checkServer(server, [...flags, '--time', `${4 * seconds}s`]);
}

/** What the command line makes of the flags that a server gives, and those that are added. */
export async function optionsOf(server: Pick<ZooServer, 'flags'>, url: string, flags: readonly string[] = []): Promise<CheckOptions> {
  const parsed = parseArguments(['check', ...server.flags(url), ...flags]);
  if ('text' in parsed) throw new Error(parsed.text);
  const io = { env: {}, cwd: process.cwd(), stdout: { write: () => true }, stderr: { write: () => true } };
  const [target] = await chosenTargets(parsed.argv, io);
  if (target === undefined) throw new Error('nothing to check');
  return target.options;
}

/** `property/cause` of everything that was found. */
export function findingsOf({ verdicts }: Pick<CheckResult, 'verdicts'>): string[] {
  return verdicts.flatMap(({ findings }) => findings.map(({ property, cause }) => `${property}/${cause}`));
}
