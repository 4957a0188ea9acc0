import type { CheckResult, Finding, Note, PlanAddress } from '../model/index.js';
import { addressText } from './address.js';
import { againText } from './again.js';
import type { ProgressNumbers } from './progress.js';

/** What happens while targets are checked, one after the other: `docs/events.md` describes each, `schema/events.json` its shape. */
export type RunEvent =
  | { readonly event: 'start'; readonly format: 'retryproof-events'; readonly version: 1; readonly kit: string; readonly startedAt: string; readonly targets: readonly string[] }
  | { readonly event: 'note'; readonly kind: Note['kind']; readonly text: string; readonly field?: string }
  | ({ readonly event: 'progress' } & ProgressNumbers)
  | { readonly event: 'violation'; readonly property: string; readonly cause: string; readonly sentence: string; readonly address: string }
  | { readonly event: 'finding'; readonly property: string; readonly cause: string; readonly sentence: string; readonly address: string; readonly runs: number; readonly failures: number; readonly minimal: boolean; readonly command: string; readonly file: string | null }
  | { readonly event: 'result'; readonly exitCode: number; readonly exitReason: string; readonly seed: number; readonly verdicts: { readonly [property: string]: string }; readonly plans: number; readonly requests: number; readonly elapsedMs: number }
  | { readonly event: 'end'; readonly exitCode: number; readonly exitReason: string };

/**
 * One line of `--events`, with its line feed.
 *
 * @param event - already masked
 * @param atMs - milliseconds since the run began
 * @param target - the target that it is about; absent where it is about the whole run, or the target has no name
 */
export function renderEvent(event: RunEvent, atMs: number, target?: string): string {
  const { event: name, ...rest } = event;
  return `${JSON.stringify({ event: name, atMs: Math.round(atMs * 10) / 10, ...(target === undefined ? {} : { target }), ...rest })}\n`;
}

export function startEvent(kit: string, startedAt: string, targets: readonly string[]): RunEvent {
  return { event: 'start', format: 'retryproof-events', version: 1, kit, startedAt, targets };
}

export function violationEvent(seen: { readonly property: string; readonly cause: string; readonly sentence: string; readonly address: PlanAddress }): RunEvent {
  const { property, cause, sentence, address } = seen;
  return { event: 'violation', property, cause, sentence, address: addressText(address) };
}

/** What a result comes to: its findings, then the outcome. */
export function resultEvents(result: CheckResult): readonly RunEvent[] {
  const { exitCode, exitReason, seed, stats } = result;
  const verdicts = Object.fromEntries(result.verdicts.map(({ id, verdict }) => [id, verdict]));
  return [
    ...result.verdicts.flatMap(({ findings }) => findings.map(findingEvent)),
    { event: 'result', exitCode, exitReason, seed, verdicts, plans: stats.plans, requests: stats.requests, elapsedMs: stats.elapsedMs },
  ];
}

function findingEvent(finding: Finding): RunEvent {
  const { property, cause, violation, address, reproduction, file } = finding;
  return {
    event: 'finding', property, cause, sentence: violation.sentence, address: addressText(address),
    runs: reproduction.runs, failures: reproduction.failures, minimal: reproduction.minimal, command: againText(finding) ?? '', file: file ?? null,
  };
}
