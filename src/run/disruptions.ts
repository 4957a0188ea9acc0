import type { Clock, Disruption, DisruptionEvent, ProcessControl, StrikeKind } from '../model/index.js';
import { defined } from '../model/index.js';

/** What the kit does to the target's own processes. All plans under way are struck, whichever of them has asked for it. */
export interface Disruptions {
  /** Tells a plan under way what happens, from now until the returned function is called. */
  join(hear: (event: DisruptionEvent) => void): () => void;
  /** Does it, and resolves once the target answers again. Whoever asks while one is under way shares that one. */
  strike(disruption: Struck): Promise<void>;
  /** Resolves once nothing is under way. */
  calm(): Promise<void>;
  /** The last strike that began after a time of the clock: for those who were not there to hear of it. */
  since(atMs: number): DisruptionEvent | undefined;
  /** How often each kind was done: once, however many plans were struck by it. */
  readonly done: ReadonlyMap<StrikeKind, number>;
  /** Why the target did not come back; nothing more is done to it then. */
  readonly failure: string | undefined;
}

type Struck = Extract<Disruption, { readonly instance: number }>;

/** Where its plan does not say how long, a process that is paused stands still for so many durations, and at least so long. */
const PAUSED_DURATIONS = 5;
const PAUSED_MS = 50;

/**
 * @param durationMs - measured for this target
 */
export function createDisruptions(processes: ProcessControl, clock: Clock, durationMs: number): Disruptions {
  const listeners = new Set<(event: DisruptionEvent) => void>();
  const done = new Map<StrikeKind, number>();
  let underWay: Promise<void> | undefined;
  let failure: string | undefined;
  let last: { readonly atMs: number; readonly event: DisruptionEvent } | undefined;
  const tell = (event: DisruptionEvent): void => {
    if (event.begins !== undefined) last = { atMs: clock.nowMs(), event };
    for (const hear of listeners) hear(event);
  };
  const act = async ({ id, kind, instance, forMs }: Struck): Promise<void> => {
    const name = `instance ${instance + 1}`;
    done.set(kind, (done.get(kind) ?? 0) + 1);
    tell({ id, what: `${name} ${BEGINS[kind]}`, begins: { kind, instance, ...defined({ forMs }) } });
    try {
      if (kind === 'pause') {
        await processes.control('pause', instance);
        await clock.sleep(forMs ?? Math.max(PAUSED_MS, PAUSED_DURATIONS * durationMs));
        await processes.control('resume', instance);
        tell({ id, what: `${name} goes on` });
      } else {
        if (kind !== 'restart') await processes.control(kind, instance);
        await processes.control('restart', instance);
        tell({ id, what: `${name} answers again` });
      }
    } catch (error) {
      failure = `${name} did not come back: ${error instanceof Error ? error.message : String(error)}`;
      tell({ id, what: failure });
    }
  };
  return {
    join(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    async strike(disruption) {
      if (failure !== undefined) return;
      underWay ??= act(disruption).finally(() => {
        underWay = undefined;
      });
      await underWay;
    },
    async calm() {
      await underWay;
    },
    since: (atMs) => (last !== undefined && last.atMs > atMs ? last.event : undefined),
    done,
    get failure() {
      return failure;
    },
  };
}

const BEGINS: { readonly [kind in StrikeKind]: string } = {
  kill: 'is killed (SIGKILL)',
  stop: 'is asked to stop (SIGTERM)',
  restart: 'is started anew',
  pause: 'is paused (SIGSTOP)',
};
