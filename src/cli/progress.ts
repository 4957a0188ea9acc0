import type { Progress } from '../check/options.js';
import { progressLine } from '../report/index.js';
import type { Output } from './io.js';
import { widthOf } from './io.js';

const PLAIN_EVERY_MS = 5000;
const LIVE_EVERY_MS = 100;

export interface ProgressWriter {
  show(progress: Progress): void;
  /** Takes the line off a terminal, so that what follows stands alone. */
  end(): void;
}

/** On a terminal one line that is written over; elsewhere a line every few seconds and at each change of phase. */
export function progressWriter(output: Output, quiet: boolean): ProgressWriter {
  const live = output.isTTY === true;
  let lastMs = Number.NEGATIVE_INFINITY;
  let phase = '';
  let shown = false;
  return {
    show(progress) {
      if (quiet) return;
      const since = progress.elapsedMs - lastMs;
      if (since < (live ? LIVE_EVERY_MS : PLAIN_EVERY_MS) && (live || progress.phase === phase)) return;
      [lastMs, phase, shown] = [progress.elapsedMs, progress.phase, true];
      output.write(live ? `\r${progressLine(progress, widthOf(output) - 1)}\u001b[K` : `${progressLine(progress, 200)}\n`);
    },
    end() {
      if (live && shown) output.write('\r\u001b[K');
      shown = false;
    },
  };
}
