import type { Kind } from './cells.js';

/** What a cell takes where none has been measured yet; alone, on two cores. */
const GUESSES_MS: Readonly<Record<Kind, number>> = { found: 2_000, size: 10_000, correct: 25_000, excused: 3_500, naive: 2_500 };

/** How far a bench is, and what it will take. */
export interface Progress {
  /** Cells that have become necessary: they were in no plan. */
  add(kind: Kind, count: number): void;
  done(kind: Kind, tookMs: number): void;
  /** `12 of 1340 cells, 0:00:14 gone, about 0:24:10 left` */
  line(goneMs: number): string;
  /** Cells, time per cell and all of it together, kind by kind. */
  plan(): string;
}

/** @param before - what cells took that were measured in an earlier run, by kind */
export function createProgress(before: readonly { readonly kind: Kind; readonly tookMs: number }[]): Progress {
  const took: Record<Kind, number[]> = { found: [], size: [], correct: [], excused: [], naive: [] };
  const pending: Record<Kind, number> = { found: 0, size: 0, correct: 0, excused: 0, naive: 0 };
  for (const { kind, tookMs } of before) took[kind].push(tookMs);
  const kinds = Object.keys(took) as Kind[];
  let finished = 0;
  const eachMs = (kind: Kind): number => (took[kind].length === 0 ? GUESSES_MS[kind] : took[kind].reduce((sum, ms) => sum + ms, 0) / took[kind].length);
  const left = (): number => kinds.reduce((sum, kind) => sum + pending[kind], 0);
  const leftMs = (): number => kinds.reduce((sum, kind) => sum + pending[kind] * eachMs(kind), 0);
  return {
    add: (kind, count) => void (pending[kind] += count),
    done(kind, tookMs) {
      pending[kind] -= 1;
      finished += 1;
      took[kind].push(tookMs);
    },
    line: (goneMs) => `${finished} of ${finished + left()} cells, ${clock(goneMs)} gone, about ${clock(leftMs())} left`,
    plan: () => [...kinds.filter((kind) => pending[kind] > 0).map((kind) => `${kind}: ${pending[kind]} cells, ${(eachMs(kind) / 1000).toFixed(1)} s each, ${clock(pending[kind] * eachMs(kind))}`), `together: about ${clock(leftMs())}`].join('\n'),
  };
}

/** `h:mm:ss` */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
