/** What a progress line shows: the numbers of a check that runs. */
export interface ProgressNumbers {
  readonly phase: string;
  readonly plans: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly situations: number;
  readonly violations: number;
  readonly elapsedMs: number;
  readonly timeMs: number;
  readonly detail?: string;
}

/**
 * The progress line, without a line feed.
 *
 * @param width - columns that it may take; the end is left out first
 */
export function progressLine(progress: ProgressNumbers, width: number): string {
  const parts = [
    `${seconds(progress.elapsedMs)}/${seconds(progress.timeMs)} ${progress.phase}`,
    count(progress.plans, 'plan'),
    `${Math.round(progress.requestsPerSecond)} requests/s`,
    count(progress.situations, 'situation'),
    progress.violations === 0 ? 'no violation' : count(progress.violations, 'violation'),
    ...(progress.detail === undefined ? [] : [progress.detail]),
  ];
  const line = parts.join(' · ');
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)}s`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
