import { expect, it } from 'vitest';
import type { Handler } from '../zoo/base/http.js';
import { build, conflictRules } from '../zoo/base/services.js';
import { counted, reportIn, retryproof } from './targets/cli.js';
import { serve } from './targets/servers.js';

/** Stores the answer, and drops a member of it whenever it is asked again. */
function forgetful(): Handler {
  return build(conflictRules(), { replay: (answer) => ({ ...answer, body: JSON.stringify({ ...(JSON.parse(answer.body) as object), amount: 0 }) }) });
}

/** No longer stores anything: each retry is charged. */
function charging(): Handler {
  return build(conflictRules(), { key: () => undefined });
}

it('replay calls no repair what makes a stronger property fail besides', { timeout: 60_000 }, async () => {
  let handler = forgetful();
  const url = await serve((call) => handler(call));
  const { text, cwd } = await retryproof(counted(url, '--time', '6s', '--fail-fast', '--json', 'r.json'));
  const [finding] = reportIn(cwd).verdicts.flatMap(({ id, findings }) => (id === 'identical-replay' ? findings : []));
  expect(finding?.cause, text).toBe('member-changed');
  handler = charging();
  const replayed = await retryproof(['replay', finding?.counterexample.file ?? '', '--time', '5s'], { cwd });
  expect(replayed.text).toMatch(/Seen too single-effect \(second-effect\), in 20 of 20 runs: 2 effects for one key/);
  expect(replayed.text).toMatch(/FAILED: identical-replay/);
  expect(replayed.code, replayed.text).toBe(1);
});
