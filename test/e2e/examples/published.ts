import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { check } from '../../../src/check/index.js';
import { parseArguments } from '../../../src/cli/parse.js';
import { chosenTargets } from '../../../src/cli/targets.js';
import type { CheckResult } from '../../../src/model/index.js';
import { blocks, commands, words } from '../process/snippets.js';

export const FOLDER = 'examples/published-middleware';
export const README = readFileSync(`${FOLDER}/README.md`, 'utf8');

/** What the example's page says is found, by the configuration that finds it. */
export const FOUND = {
  charges: ['identical-replay/location', 'isolation/refused', 'isolation/same-payload'],
  refunds: ['identical-replay/refused-after-acceptance'],
} as const;

export type Route = keyof typeof FOUND;

/** The command of the page that ends so. */
export function commandThatEnds(end: string): string {
  return blocks(README, 'sh').flatMap(commands).find((each) => each.endsWith(end)) ?? '';
}

/** With a server of its own, as the page says: the store is searched from end to end, and what a check leaves behind slows the next one. */
export async function withServer<T>(use: (url: string) => Promise<T>): Promise<T> {
  const server = spawn(process.execPath, [`${FOLDER}/server.mjs`, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = once(server, 'exit');
  try {
    const [line] = (await once(server.stdout.setEncoding('utf8'), 'data')) as [string];
    return await use(line.trim());
  } finally {
    server.kill();
    await end;
  }
}

/** Runs a check of the page with so many plans, and stops it, as with Ctrl-C, once all that was named has been found. */
export async function checked(command: string, route: Route, runs: number): Promise<CheckResult> {
  const [, , , ...args] = words(command);
  return withServer(async (url) => {
    // A machine that does other things needs longer than the 20 s that are the default, and a campaign that has found something
    // goes on for a share of its time.
    const parsed = parseArguments(['check', `${url}/${route}`, ...args, '--time', '100s', '--runs', String(runs), '--seed', '1']);
    if ('text' in parsed) throw new Error(parsed.text);
    const io = { env: {}, cwd: process.cwd(), stdout: { write: () => true }, stderr: { write: () => true } };
    const [target] = await chosenTargets(parsed.argv, io);
    if (target === undefined) throw new Error('nothing to check');
    const left = new Set(FOUND[route].map((finding) => finding.split('/')[0] ?? ''));
    const stop = new AbortController();
    return check(target.options, {
      signal: stop.signal,
      onHistory(_history, failed) {
        for (const property of failed) left.delete(property);
        if (left.size === 0) stop.abort();
      },
    });
  });
}
