import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';

import { postgres, unique } from '../databases/store.js';
import { blocks, commands, words } from './process/snippets.js';
import { checkLongEnough, checkServer, findingsOf } from './zoo/run.js';

const FOLDER = 'examples/postgres-payments';
const README = readFileSync(`${FOLDER}/README.md`, 'utf8');
const COMMAND = commands(blocks(README, 'sh').join('')).find((each) => each.startsWith('npx retryproof check')) ?? '';

/** The page's command, on a schema of its own. */
async function server(file: string) {
  const store = await postgres.open();
  const schema = unique();
  await store.run(`CREATE SCHEMA ${schema}`);
  const url = new URL(store.url);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const database = url.href.replaceAll('+', '%20');
  onTestFinished(async () => {
    await store.run(`DROP SCHEMA ${schema} CASCADE`);
    await store.close();
  });
  const command = `DATABASE_URL='${database}' ${process.execPath} ${FOLDER}/${file}`;
  const [, , , ...args] = words(COMMAND).map((word) =>
    word.replace('$DATABASE_URL', store.url).replace('FROM payments', `FROM ${schema}.payments`).replace(`node ${FOLDER}/server.mjs`, command),
  );
  return {
    start: () => Promise.resolve({ url: args[0] ?? '', close: () => Promise.resolve() }),
    flags: () => [...args, '--seed', '1'],
  };
}

describe(`examples/postgres-payments over ${postgres.title}`, { timeout: 120_000 }, () => {
  it('should name the sibling, and the version that is tested here', () => {
    expect(README).toContain(`--exec 'node ${FOLDER}/record-after-commit.mjs'`);
    const { dependencies } = JSON.parse(readFileSync(`${FOLDER}/package.json`, 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
    expect(dependencies).toEqual({ pg: (JSON.parse(readFileSync('node_modules/pg/package.json', 'utf8')) as { readonly version: string }).version });
  });

  it.skipIf(postgres.missing).each([[[]], [['--instances', '2']]])('should stay silent while it is killed, with %j', async (more) => {
    const { result } = await checkLongEnough(await server('server.mjs'), 8, more, (run) => (run.result.stats.strikes?.kill ?? 0) > 2);
    expect(findingsOf(result)).toEqual([]);
    expect([0, 4], result.exitReason).toContain(result.exitCode);
    expect(result.contract.durability).toBe('atomic');
    expect(result.stats.strikes?.kill).toBeGreaterThan(2);
  });

  it.skipIf(postgres.missing)('should be found out by a kill where the record is written after the payment', async () => {
    const { result } = await checkServer(await server('record-after-commit.mjs'), ['--time', '60s'], 'single-effect');
    expect(findingsOf(result), JSON.stringify(result.trouble ?? result.exitReason)).toEqual(['single-effect/second-effect']);
    const [finding] = result.verdicts.flatMap(({ findings }) => findings);
    expect(finding?.history.events.some((event) => event.type === 'disruption' && event.begins !== undefined)).toBe(true);
  });
});
