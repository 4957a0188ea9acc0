import type { Clock, Disruption, DisruptionEvent, Outage, ProcessControl, StrikeKind, Taps, TimedOutage } from '../model/index.js';
import { defined } from '../model/index.js';
import type { Truce } from './truce.js';
import { createTruce } from './truce.js';

/** What the kit does to the target's own processes, and to its ways to what it stores in. All plans under way are struck, whichever of them has asked for it. */
export interface Disruptions {
  /** Tells a plan under way what happens, from now until the returned function is called. */
  join(hear: (event: DisruptionEvent) => void): () => void;
  /**
   * Does it, and resolves once the target answers again. Whoever asks while one is under way shares that one.
   *
   * @param serves - asked after an outage: resolves to true once the target serves ordinary requests again, to false where
   *   it does not come to that
   * @param signal - once it aborts, what was paused or taken away is given back at once; what was killed is started anew all
   *   the same, since reruns may come
   */
  strike(disruption: Disruption, serves: () => Promise<boolean>, signal?: AbortSignal): Promise<void>;
  /** Resolves once nothing is under way. */
  calm(): Promise<void>;
  /** Between strikes at processes and fair retries. */
  readonly truce: Truce;
  /** The last strike that began after a time of the clock: for those who were not there to hear of it. */
  since(atMs: number): DisruptionEvent | undefined;
  /** For how long something was under way so far, in all, in milliseconds: no time in which a service could work. */
  struckMs(): number;
  /** How often each kind was done: once, however many plans were struck by it. */
  readonly done: ReadonlyMap<StrikeKind, number>;
  /** Why the target did not come back; nothing more is done to it then. */
  readonly failure: string | undefined;
}

/** What the kit has hands on. */
export interface Hands {
  readonly processes?: ProcessControl | undefined;
  readonly taps?: Taps | undefined;
}

type Struck = Extract<Disruption, { readonly instance: number }>;

/** Where its plan does not say how long, a process that is paused stands still for so many durations, and at least so long. */
const PAUSED_DURATIONS = 5;
const PAUSED_MS = 50;
/** A strike waits so long for fair retries, which are mostly answered at once … */
const RETRY_DURATIONS = 2;
const RETRY_MS = 100;
/** … and they for whoever is about to strike: his plan, the start of the process, and some more. */
const STRIKE_DURATIONS = 4;
const STRIKE_MS = 2_000;

/**
 * @param durationMs - measured for this target
 */
export function createDisruptions({ processes, taps }: Hands, clock: Clock, durationMs: number): Disruptions {
  const listeners = new Set<(event: DisruptionEvent) => void>();
  const done = new Map<StrikeKind, number>();
  let underWay: Promise<void> | undefined;
  let beganMs = 0;
  let overMs = 0;
  let failure: string | undefined;
  let last: { readonly atMs: number; readonly event: DisruptionEvent } | undefined;
  const tell = (event: DisruptionEvent): void => {
    if (event.begins !== undefined) last = { atMs: clock.nowMs(), event };
    for (const hear of listeners) hear(event);
  };
  const act = async (disruption: Disruption, serves: () => Promise<boolean>, signal: AbortSignal | undefined): Promise<void> => {
    const around: Surroundings = { tell, durationMs, done, sleep: (ms) => clock.sleep(ms, signal) };
    try {
      if (disruption.kind !== 'outage') await strikeProcess(disruption, processes, around);
      else await takeAway(disruption, taps, around, serves);
    } catch (error) {
      const what = disruption.kind === 'outage' ? disruption.of : `instance ${disruption.instance + 1}`;
      failure = error instanceof NotServing ? error.message : `${what} did not come back: ${error instanceof Error ? error.message : String(error)}`;
      tell({ id: disruption.id, what: failure });
    }
  };
  return {
    join(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    async strike(disruption, serves, signal) {
      if (failure !== undefined) return;
      if (underWay === undefined) {
        beganMs = clock.nowMs();
        underWay = act(disruption, serves, signal).finally(() => {
          underWay = undefined;
          overMs += clock.nowMs() - beganMs;
        });
      }
      await underWay;
    },
    async calm() {
      await underWay;
    },
    truce: createTruce(clock, Math.max(RETRY_MS, RETRY_DURATIONS * durationMs), Math.max(STRIKE_MS, STRIKE_DURATIONS * durationMs)),
    since: (atMs) => (last !== undefined && last.atMs > atMs ? last.event : undefined),
    struckMs: () => overMs + (underWay === undefined ? 0 : clock.nowMs() - beganMs),
    done,
    get failure() {
      return failure;
    },
  };
}

interface Surroundings {
  readonly durationMs: number;
  /** Ends early where the run is cut off. */
  sleep(ms: number): Promise<void>;
  /** How often each kind was done. */
  readonly done: Map<StrikeKind, number>;
  tell(event: DisruptionEvent): void;
}

async function strikeProcess({ id, kind, instance, forMs }: Struck, processes: ProcessControl | undefined, { tell, sleep, durationMs, done }: Surroundings): Promise<void> {
  if (processes === undefined) return;
  const name = `instance ${instance + 1}`;
  done.set(kind, (done.get(kind) ?? 0) + 1);
  tell({ id, what: `${name} ${BEGINS[kind]}`, begins: { kind, instance, ...defined({ forMs }) } });
  if (kind === 'pause') {
    await processes.control('pause', instance);
    await sleep(forMs ?? Math.max(PAUSED_MS, PAUSED_DURATIONS * durationMs));
    await processes.control('resume', instance);
    tell({ id, what: `${name} goes on` });
    return;
  }
  if (kind !== 'restart') await processes.control(kind, instance);
  await processes.control('restart', instance);
  tell({ id, what: `${name} answers again` });
}

const BEGINS: { readonly [kind in StrikeKind]: string } = {
  kill: 'is killed (SIGKILL)',
  stop: 'is asked to stop (SIGTERM)',
  restart: 'is started anew',
  pause: 'is paused (SIGSTOP)',
};

/** The outage is over, and the target has not got over it. */
class NotServing extends Error {}

async function takeAway({ id, start: _, ...outage }: Extract<Disruption, Outage>, taps: Taps | undefined, { tell, sleep, durationMs }: Surroundings, serves: () => Promise<boolean>): Promise<void> {
  if (taps === undefined) return;
  const { of, durations, how = 'refuse' } = outage;
  tell({ id, what: `${of} ${TAKEN[how]}`, begins: outage });
  const giveBack = taps.disturb(of, timedBy(outage, durationMs));
  try {
    if (how !== 'cut') await sleep(durations * durationMs);
  } finally {
    giveBack();
  }
  if (how === 'delay') {
    tell({ id, what: `${of} is as fast as before` });
    return;
  }
  if (how === 'refuse') tell({ id, what: `${of} is back` });
  // Until its connections are there again it may go on failing: what is sent from here on is to say something.
  if (!(await serves())) throw new NotServing(`ordinary requests were not served any more once ${of} was back`);
  tell({ id, what: 'it serves again' });
}

function timedBy({ how = 'refuse', by = 0, skip = 0 }: Outage, durationMs: number): TimedOutage {
  if (how === 'delay') return { how, delayMs: by * durationMs };
  return how === 'lost-answer' ? { how, skip } : { how };
}

const TAKEN = {
  refuse: 'is gone (connections reset)',
  cut: 'loses its connections (reset)',
  'lost-answer': 'answers, and its answers are lost',
  delay: 'becomes slow',
} as const;
