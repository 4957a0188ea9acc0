import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { parseArguments } from '../../../src/cli/parse.js';
import { listen } from '../../zoo/base/http.js';
import { freePair, ProviderShop } from '../../zoo/base/provider.js';
import { build, waitingRules } from '../../zoo/base/services.js';
import { blocks, commands, words } from '../process/snippets.js';
import { soundness } from '../flags/door.js';
import { reportIn, retryproof } from '../targets/cli.js';

const PAGE = readFileSync('docs/downstreams.md', 'utf8');
const SHELL = blocks(PAGE, 'sh').flatMap(commands);

/** Finds its provider where the page tells it to, and nowhere else. */
const SHOP = `env -u SINK_URL ${process.execPath} ${resolve('test/e2e/sink/shop.mjs')}`;

/** The page's command against a service that is right: one that runs already beside its sink, or one that the command starts. */
async function here(command: string): Promise<string> {
  if (command.includes('node server.js')) return command.replace('node server.js', SHOP);
  const port = await freePair();
  const running = await listen(build(waitingRules(), {}, new ProviderShop(port + 1)), undefined, { port });
  onTestFinished(() => running.close());
  return command.replace('http://localhost:3000', running.url).replace('4010', String(port + 1));
}

describe('docs/downstreams.md', () => {
  it('should show a service that runs and one that is started, and nothing that is not run here', () => {
    expect(SHELL.map((command) => /^npx retryproof check .*--sink (4010|0) /.exec(command)?.[1])).toEqual(['4010', '0']);
  });

  it.each(SHELL)('should raise nothing on a service that is right, and count what it asks of others, with %s', { timeout: 40_000 }, async (command) => {
    const { code, text, cwd } = await retryproof([...words(await here(command)).slice(2), '--time', '10s', '--runs', '80', '--seed', '7', '--json', 'r.json']);
    expect(text).toMatch(/an ordinary operation calls the sink once/);
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    // In so little time a campaign may reach too little, which is no failure of the command.
    expect([0, 4], text).toContain(code);
    expect(text).toContain('✓ single-effect');
  });

  it('should name only flags that there are', () => {
    const help = parseArguments(['check', '--help']);
    const known = 'text' in help ? help.text : '';
    const flags = new Set([...PAGE.matchAll(/(?<=[\s`'])--[a-z][a-z-]+/g)].map(([flag]) => flag));
    expect([...flags].filter((flag) => !known.includes(`${flag} `))).toEqual([]);
    expect(flags).toContain('--sink-answer');
  });
});
