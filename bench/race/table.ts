import type { Outcome } from './processes.js';
import { BASELINE } from './techniques.js';

/** Outcomes of one technique at one gap. */
export interface Series {
  readonly technique: string;
  readonly gap: string;
  readonly outcomes: readonly Outcome[];
}

/** 95 %, on one side as well as on the other. */
const Z = 1.96;

/** The lower bound of a rate (Wilson's score interval, 95 %). */
export function lowerBound(hits: number, trials: number): number {
  if (trials === 0) return 0;
  const rate = hits / trials;
  const middle = rate + Z ** 2 / (2 * trials);
  const spread = Z * Math.sqrt((rate * (1 - rate)) / trials + Z ** 2 / (4 * trials ** 2));
  return Math.max(0, (middle - spread) / (1 + Z ** 2 / trials));
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One row per technique, as Markdown. */
export function table(title: string, series: readonly Series[]): string {
  const names = [...new Set(series.map(({ technique }) => technique))];
  const gaps = [...new Set(series.map(({ gap }) => gap))];
  const spreads = (name: string): number[] => series.flatMap(({ technique, outcomes }) => (technique === name ? outcomes.flatMap(({ spreadUs }) => spreadUs ?? []) : []));
  const base = quantile(spreads(BASELINE), 0.5);
  const rows = names.map((name) => {
    const [p50, p95] = [quantile(spreads(name), 0.5), quantile(spreads(name), 0.95)];
    const rates = gaps.map((wanted) => rateText(series.find(({ technique, gap }) => technique === name && gap === wanted)?.outcomes ?? []));
    return [name, `${p50.toFixed(0)}/${p95.toFixed(0)}`, (p50 / base).toFixed(2), ...rates];
  });
  const head = [title, 'spread p50/p95, µs', `p50 beside ${BASELINE}`, ...gaps.map((gap) => (gap === 'turn' ? 'one setImmediate' : `${gap} ms`))];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The share that was detected, and its lower bound. */
function rateText(outcomes: readonly Outcome[]): string {
  const hits = outcomes.filter(({ detected }) => detected).length;
  return `${percent(hits / outcomes.length)} (≥ ${percent(lowerBound(hits, outcomes.length))})`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
