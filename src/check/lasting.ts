import type { AttemptId, Calibration, Plan, Start } from '../model/index.js';
import { operationsOf } from '../model/index.js';
import { CROWD_WIDTH } from '../run/crowd.js';
import { pausesMs } from './plans.js';
import type { Timing } from './timing.js';
import { cleanLeftMs, leftMs } from './timing.js';

/** What was abandoned may still be at work: its effect is waited for. */
const ABANDONED_DURATIONS = 1.5;

/** A plan that takes longer than this is only begun where it can end in time. */
const USUAL_MS = 1_000;
/** How long plans take, in durations of a request … */
const USUAL_DURATIONS = 3;
/** … and how many climates a campaign should see. */
const LEAST_CLIMATES = 32;

interface Timed {
  readonly start: Start;
  /** From its own beginning, in durations. */
  readonly durations: number;
  /** A retry: it is answered once this one has been worked on. */
  readonly behind?: AttemptId;
}

/**
 * How long a plan is expected to take, in milliseconds, of a target that works on an operation once and answers each retry
 * from what it has then.
 */
export function lastsMs(plan: Plan, { durationMs }: Pick<Calibration, 'durationMs'>): number {
  const timed = timedOf(plan);
  const known = new Map<AttemptId, { beginsMs: number; endsMs: number }>();
  const of = (id: AttemptId): { beginsMs: number; endsMs: number } => {
    const found = known.get(id);
    const one = timed.get(id);
    if (one === undefined || found !== undefined) return found ?? { beginsMs: 0, endsMs: 0 };
    // Of attempts that wait for each other none would ever begin.
    known.set(id, { beginsMs: 0, endsMs: 0 });
    const beginsMs = beginOf(one.start, of, durationMs);
    const endsMs = one.behind === undefined ? beginsMs + one.durations * durationMs : Math.max(beginsMs, of(one.behind).endsMs);
    known.set(id, { beginsMs, endsMs });
    return { beginsMs, endsMs };
  };
  const abandoned = operationsOf(plan).some(({ attempts }) => attempts.some(({ fault }) => fault !== undefined));
  return Math.max(0, ...[...timed.keys()].map((id) => of(id).endsMs)) + (abandoned ? ABANDONED_DURATIONS * durationMs : 0);
}

function timedOf(plan: Plan): ReadonlyMap<AttemptId, Timed> {
  return new Map<AttemptId, Timed>([
    ...operationsOf(plan).flatMap(({ attempts }) =>
      attempts.map(({ id, start }, index) => [id, { start, durations: 1, ...(index === 0 ? {} : { behind: attempts[0]?.id as AttemptId }) }] as const),
    ),
    ...plan.crowd.map(({ id, start, count }) => [id, { start, durations: Math.ceil(count / CROWD_WIDTH) }] as const),
    ...plan.disruptions.map(({ id, start }) => [id, { start, durations: 0 }] as const),
  ]);
}

function beginOf(start: Start, of: (id: AttemptId) => { beginsMs: number; endsMs: number }, durationMs: number): number {
  if (start.kind === 'begin') return start.durations * durationMs;
  if (start.kind === 'together') return of(start.as).beginsMs;
  const { beginsMs, endsMs } = of(start.of);
  if (start.kind === 'during') return beginsMs + start.durations * durationMs + (start.pauseMs ?? 0);
  if (start.kind === 'after') return endsMs + start.pauseMs;
  return start.kind === 'since' ? beginsMs + start.delayMs : beginsMs;
}

/** A plan that cannot end in time would keep a place from those that can. */
export function canEnd(plan: Plan, calibration: Pick<Calibration, 'durationMs'>, timing: Timing): boolean {
  return pausesMs(plan) <= Math.max(USUAL_MS, cleanLeftMs(timing)) && lastsMs(plan, calibration) <= Math.max(USUAL_MS, leftMs(timing));
}

/** Where a slow target leaves time for a few dozen plans, they are spread over more climates. */
export function plansPerClimate({ durationMs }: Pick<Calibration, 'durationMs'>, timing: Timing, plansAtOnce: number): number {
  return Math.floor((plansAtOnce * cleanLeftMs(timing)) / (durationMs * USUAL_DURATIONS) / LEAST_CLIMATES);
}
