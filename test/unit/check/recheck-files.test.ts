import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.js';
import type { History } from '../../../src/model/index.js';
import { writeCounterexample, writeHistory } from '../../../src/report/index.js';
import { history, made } from '../../properties/build.js';
import { FINDING } from '../report/literal.js';

const cwd = mkdtempSync(join(tmpdir(), 'retryproof-recheck-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Two executions under one key, of a campaign with this seed. */
function broken(seed: number, id: string, effects: number): History {
  const { head, events } = history([{ sent: [{ at: [0, 10], got: made('c1') }, { at: [5, 15], got: made('c2') }], effects }]);
  return { head: { ...head, id, salt: id, plan: { ...head.plan, address: { seed, climate: [], index: 0 } } }, events };
}

async function rechecked(...files: readonly string[]): Promise<string> {
  let text = '';
  const write = (chunk: string) => (text += chunk);
  await main(['recheck', ...files], { stdout: { write }, stderr: { write }, env: {}, cwd });
  return text;
}

it('should name file and history of each finding that recheck tells, and no seed, size or rate that is none of its own', async () => {
  writeFileSync(join(cwd, 'one.jsonl'), writeCounterexample({ ...FINDING, history: broken(77, 'h77', 2) }, {}));
  writeFileSync(join(cwd, 'other.jsonl'), writeHistory(broken(88, 'h88', 0)));
  const text = await rechecked('one.jsonl', 'other.jsonl');
  expect(text).toContain('Saved as     history h77 in one.jsonl\n  Found as     seed 77,');
  expect(text).toContain('Run again    npx retryproof replay one.jsonl');
  expect(text).toContain('Saved as     history h88 in other.jsonl\n  Found as     seed 88,');
  expect(text.match(/Run again/g)).toHaveLength(1);
  expect(text).not.toMatch(/not minimal|not run again|, seed \d+$/m);
});
