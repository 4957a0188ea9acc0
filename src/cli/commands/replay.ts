import type { ReplayResult } from '../../check/index.js';
import { replayFlags } from '../replay-flags.js';
import { resolveOptions } from '../secrets.js';
import type { Masker } from '../../report/index.js';
import { readCounterexample, renderReplay } from '../../report/index.js';
import { givenOptions } from '../flags/options.js';
import { readText } from '../flags/values.js';
import { wantsColor, widthOf } from '../io.js';
import { progressWriter } from '../progress.js';
import { explainer } from '../show.js';
import { maskerFor, withoutSecrets } from '../masking.js';
import { hooksFor } from '../job.js';
import type { Run } from '../run.js';

/**
 * `retryproof replay FILE`: 1 where the saved property is still violated, for whatever cause; 0 where it held, as often as it takes
 * to call that a repair, whatever else was seen; 4 where neither can be told.
 */
export const run: Run = async (argv, io, load) => {
  const file = String(argv['file']);
  const saved = readCounterexample(readText(file, 'replay', { dir: io.cwd }), file);
  const options = resolveOptions(saved.options, givenOptions(argv, io), io.env, file);
  const engine = await load();
  const progress = progressWriter(io.stderr, argv['quiet'] === true);
  const masker = maskerFor(options);
  const replayed = await withoutSecrets(masker, () => engine.replay(saved, options, { ...hooksFor(io, progress), onNote: ({ text }) => io.stderr.write(`retryproof: ${masker.text(text)}\n`) }));
  progress.end();
  const finding = replayed.finding === undefined ? undefined : masker.finding(replayed.finding);
  if (argv['quiet'] !== true) {
    const property = engine.listProperties().find(({ id }) => id === saved.property);
    const style = { explain: explainer(engine), color: wantsColor(io.stdout, io.env, argv['no-color'] === true), width: widthOf(io.stdout) };
    const shown = { file, ...saidOf(replayed, masker), ...(finding === undefined ? {} : { finding: { ...finding, file, replayFlags: replayFlags(saved.options, 'file') } }) };
    io.stdout.write(renderReplay({ ...saved, ...replayed, ...shown }, property, style));
    for (const line of driftLines(replayed.drift)) io.stdout.write(`  ${masker.text(line)}\n`);
  }
  return replayed.exitCode;
};

/** Sentences and reasons quote what was answered. */
function saidOf({ others = [], undecided }: ReplayResult, masker: Masker): Pick<ReplayResult, 'others' | 'undecided'> {
  const masked = others.map((each) => ({ ...each, sentence: masker.text(each.sentence) }));
  return undecided === undefined ? { others: masked } : { others: masked, undecided: { ...undecided, reason: masker.text(undecided.reason) } };
}

/** What the target answers in place of what it did, and what may help. */
function driftLines(drift: ReplayResult['drift']): readonly string[] {
  if (drift === undefined) return [];
  return [...drift.sentences, ...(drift.hint === undefined ? [] : [`try: ${drift.hint}`])];
}
