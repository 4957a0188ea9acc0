import { join } from 'node:path';
import { expect, it } from 'vitest';

import type { Handler } from '../zoo/base/http.js';
import { build, conflictRules } from '../zoo/base/services.js';
import { Shop } from '../zoo/base/shop.js';
import { check, EFFECTS, reportIn, retryproof, runFilesIn } from './targets/cli.js';
import { serve } from './targets/servers.js';

/** Late enough that calibration is over, and soon enough that the campaign is not. */
const BAD_DUPLICATE = 150;

/** Correct, but for one duplicate in its whole life, which it charges again and answers as if nothing had been. */
function onceWrong(): { readonly handler: Handler; readonly wrongs: readonly string[] } {
  const shop = new Shop();
  const right = build(conflictRules(), {}, shop);
  const sent = new Map<string, string>();
  const wrongs: string[] = [];
  let duplicates = 0;
  const handler: Handler = async (call) => {
    const key = String(call.headers['idempotency-key'] ?? '');
    if (call.method === 'POST' && key !== '') {
      if (sent.get(key) === call.text) duplicates += 1;
      else if (!sent.has(key)) sent.set(key, call.text);
      if (duplicates === BAD_DUPLICATE && wrongs.length === 0) {
        wrongs.push(key);
        await shop.post(call);
      }
    }
    return right(call);
  };
  return { handler, wrongs };
}

it('should tell of a second effect that came once and never again, prove it by its history, and call no clean replay a repair', { timeout: 60_000 }, async () => {
  const { handler, wrongs } = onceWrong();
  const url = await serve(handler);
  const { code, text, cwd } = await retryproof(check(url, '--effects', EFFECTS, '--time', '10s', '--runs', '200', '--fail-fast', '--json', 'r.json', '--history', 'h'));
  expect(wrongs, text).toHaveLength(1);
  expect(code, text).toBe(1);
  expect(text).toMatch(/FAILED \(exit 1\): single-effect does not hold/);
  expect(text).toMatch(/Fails in 0 of [1-9]\d* reruns, alone: seen once, and not again\. It did happen, and its history is the proof; a replay that holds is no sign of a repair Size/);
  expect(text).toMatch(/seen in 1 plan Run again/);

  const failed = reportIn(cwd).verdicts.filter(({ verdict }) => verdict === 'fail');
  expect(failed).toMatchObject([{ id: 'single-effect', reproduction: { failures: 0, minimal: false }, findings: [{ cause: 'second-effect', seen: 1 }] }]);
  const file = failed[0]?.findings[0]?.counterexample.file ?? '';

  const replayed = await retryproof(['replay', file], { cwd });
  expect(replayed.text).toMatch(/UNSEEN: single-effect held in all 20 runs, and that is no sign of a repair: it failed in none of \d+ reruns after it was found\. The saved history is the proof that it happened: npx retryproof recheck h\/single-effect/);
  expect(replayed.code, replayed.text).toBe(4);

  // The proof needs no target: in the file, and among all histories that were kept.
  for (const proof of [[file], runFilesIn(join(cwd, 'h'))]) {
    const judged = await retryproof(['recheck', ...proof], { cwd });
    expect(judged.text).toMatch(/✗ single-effect \(second-effect\) 2 effects for one key/);
    expect(judged.text).toMatch(/FAILED \(exit 1\): single-effect does not hold/);
    expect(judged.code, judged.text).toBe(1);
  }
});
