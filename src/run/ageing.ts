import type { Clock, Plan, Session, Start } from '../model/index.js';
import { operationsOf } from '../model/index.js';
import type { Rig } from './rig.js';

/** A wait so long is not made, where the target's clock can be moved instead. */
const LONG_MS = 60_000;
/** What has just been released may be about to send. */
const CALM_MS = 20;

const IMMOVABLE = "the target's clock could not be moved";

/** The target's clock could not be moved. */
export class ClockError extends Error {}

/** Whether a history's note tells of that. */
export const isClockNote = (text: string): boolean => text.startsWith(IMMOVABLE);

/** True for a plan that waits so long that the target is to age instead. */
export function isAgeing(plan: Plan, { session }: Pick<Rig, 'session'>): boolean {
  return session.advanceClock !== undefined && operationsOf(plan).some(({ attempts }) => attempts.some(({ start }) => waitMsOf(start) >= LONG_MS));
}

/** How long an attempt waits by itself, in milliseconds, once what it refers to has come. */
export function waitMsOf(start: Start): number {
  return start.kind === 'after' ? start.pauseMs : start.kind === 'since' ? start.delayMs : 0;
}

interface Sleeper {
  readonly wakesAtMs: number;
  wake(error?: ClockError): void;
}

/**
 * A rig of which long sleeps move the target's clock, and its own with it: every time that is taken by it has what was skipped
 * in it, so that whoever judges need not know. Nothing is skipped while a request is under way or a short sleep goes on,
 * and of several that sleep long the earliest wakes first.
 *
 * Everything that the target knows ages with it: no other plan may be under way.
 */
export function ageing(rig: Rig, onMoved: (byMs: number) => void): Rig {
  let aheadMs = 0;
  let busy = 0;
  const sleepers: Sleeper[] = [];
  let moving: Promise<void> | undefined;
  const nowMs = (): number => rig.clock.nowMs() + aheadMs;
  const whileBusy = async <Result>(work: Promise<Result>): Promise<Result> => {
    busy += 1;
    return work.finally(() => {
      busy -= 1;
    });
  };
  const move = async (): Promise<void> => {
    while (sleepers.length > 0) {
      await rig.clock.sleep(CALM_MS, rig.signal);
      if (busy > 0 && !rig.signal.aborted) continue;
      const first = sleepers.toSorted((left, right) => left.wakesAtMs - right.wakesAtMs)[0];
      if (first === undefined) return;
      const byMs = rig.signal.aborted ? 0 : Math.max(0, first.wakesAtMs - nowMs());
      const error = byMs > 0 ? await moved(rig.session, byMs) : undefined;
      if (byMs > 0 && error === undefined) {
        aheadMs += byMs;
        onMoved(byMs);
      }
      sleepers.splice(sleepers.indexOf(first), 1);
      first.wake(error);
    }
  };
  const clock: Clock = {
    nowMs,
    wallMs: () => rig.clock.wallMs() + aheadMs,
    sleep(ms, signal) {
      if (ms < LONG_MS) return whileBusy(rig.clock.sleep(ms, signal));
      return new Promise((resolve, reject) => {
        sleepers.push({ wakesAtMs: nowMs() + ms, wake: (error) => (error === undefined ? resolve() : reject(error)) });
        moving ??= move().finally(() => {
          moving = undefined;
        });
      });
    },
  };
  const { racing } = rig.session;
  const session: Session = {
    ...rig.session,
    send: (request, options) => whileBusy(rig.session.send(request, options)),
    ...(racing === undefined ? {} : { racing: { lanes: racing.lanes, race: (volley, lane) => racing.race(volley, lane).map(whileBusy) } }),
  };
  return { ...rig, clock, session };
}

async function moved({ advanceClock }: Session, byMs: number): Promise<ClockError | undefined> {
  try {
    await advanceClock?.(byMs);
    return undefined;
  } catch (error) {
    return new ClockError(`${IMMOVABLE}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Work that must have the target to itself: one after the other, in the order in which it was asked for. */
export function oneAfterTheOther(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
