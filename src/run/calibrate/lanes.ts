import type { Lane } from '../../model/index.js';
import type { Ask } from './ask.js';
import { pair } from './questions.js';

/** Pairs that are sent in one write, to see whether the target works on both at once. */
const PAIRS = 5;
/** A second answer that always comes so much of a duration after the first was made after it, and not beside it. */
const BEHIND = 0.5;
/** Below this a duration is mostly the way there and back, and says nothing of the work. */
const TELLING_MS = 2;

/**
 * Lanes that the target speaks, `pooled` always among them: two ordinary operations were answered there. One that it
 * speaks, but in which it works on one request after the other, is left out too: nothing would overlap.
 */
export async function spokenLanes(ask: Ask): Promise<readonly Lane[]> {
  const offered = (ask.options.rig.session.racing?.lanes ?? []).filter((lane) => lane !== 'pooled');
  const spoken = await Promise.all(offered.map(async (lane) => (await gapOf(ask, lane)) !== undefined && !(lane === 'pipelined' && (await isSerial(ask, lane)))));
  return ['pooled', ...offered.filter((_, index) => spoken[index] === true)];
}

/** Many servers and proxies read the next request of a connection only when they have answered the one before. */
async function isSerial(ask: Ask, lane: Lane): Promise<boolean> {
  const { durationMs } = ask.options.rig.calibration;
  if (durationMs < TELLING_MS) return false;
  for (let n = 0; n < PAIRS; n += 1) if (((await gapOf(ask, lane)) ?? 0) < durationMs * BEHIND) return false;
  return true;
}

/** Between the answers to two operations of one barrier, in milliseconds; undefined where one got none. */
async function gapOf({ options, run }: Ask, lane: Lane): Promise<number | undefined> {
  const { operations } = await run(pair(options.ordinary(0), lane), { settled: false });
  const ends = operations.map(({ attempts: [first] }) => (first?.answer === undefined ? undefined : first.endedAtMs));
  const [one, two] = ends;
  return one === undefined || two === undefined ? undefined : Math.abs(two - one);
}
