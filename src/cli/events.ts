import type { CheckHooks, Progress } from '../check/options.js';
import { kitVersion } from '../check/version.js';
import type { CheckResult } from '../model/index.js';
import type { Masker, RunEvent } from '../report/index.js';
import { renderEvent, resultEvents, startEvent, violationEvent } from '../report/index.js';
import type { Reports } from './reports.js';

/** A reader is told how far it is so often, and at each change of phase. */
const PROGRESS_EVERY_MS = 250;

/** `--events`: what happens, a line each, as it happens. */
export interface EventWriter {
  start(targets: readonly string[]): void;
  /** What a check tells while it runs, of one target. */
  hooksFor(name: string | undefined, masker: Masker): Required<Pick<CheckHooks, 'onNote' | 'onProgress' | 'onViolation'>>;
  /** @param result - already masked */
  result(result: CheckResult): void;
  end(exitCode: number, exitReason: string): void;
}

export function openEvents(reports: Reports): EventWriter {
  const beganAtMs = performance.now();
  const tell = (event: RunEvent, name?: string): void => {
    if (reports.wants('events')) reports.append('events', renderEvent(event, performance.now() - beganAtMs, name));
  };
  return {
    start(targets) {
      if (reports.wants('events')) reports.write('events', renderEvent(startEvent(kitVersion(), new Date().toISOString(), targets), 0));
    },
    hooksFor(name, masker) {
      const mayTell = throttle();
      return {
        onNote: ({ kind, text, field }) => tell({ event: 'note', kind, text: masker.text(text), ...(field === undefined ? {} : { field }) }, name),
        onProgress: (progress) => {
          if (mayTell(progress)) tell({ event: 'progress', ...progress }, name);
        },
        onViolation(seen, history) {
          // Its secrets are found in the sentence only once the masker has seen them.
          masker.history(history);
          tell(violationEvent({ ...seen, sentence: masker.text(seen.sentence) }), name);
        },
      };
    },
    result: (result) => {
      for (const event of resultEvents(result)) tell(event, result.name);
    },
    end: (exitCode, exitReason) => tell({ event: 'end', exitCode, exitReason }),
  };
}

function throttle(): (progress: Progress) => boolean {
  let last: Progress | undefined;
  return (progress) => {
    if (last !== undefined && last.phase === progress.phase && progress.elapsedMs - last.elapsedMs < PROGRESS_EVERY_MS) return false;
    last = progress;
    return true;
  };
}
