import type { Probe, Session } from '../model/index.js';
import type { Gate } from './gate.js';
import type { ProbeSet, Rig } from './rig.js';

/** What a plan does with its place among those that run at once. */
export interface Place {
  /** It only waits: another may begin. */
  leave(): void;
  /** It sends again. */
  enter(): void;
}

/** A plan with nothing under way for so long waits: for a pause of its schedule, a lag, a lease. Shorter gaps are its own work. */
const QUIET_MS = 20;

/**
 * A rig for one plan that gives its place away while it only waits. Plans mostly pause; the places count what puts the
 * target under load: requests under way, probe reads, and turns at the gate, since whoever waits there is held back on purpose.
 *
 * The plan has its place already.
 *
 * @returns the rig, and `end`, to be called when the plan is over
 */
export function occupying(rig: Rig, place: Place): { readonly rig: Rig; end(): void } {
  let underWay = 0;
  let isAway = false;
  let isOver = false;
  let quietSinceMs = 0;
  // One timer looks every now and then whether it has been quiet: one for each gap would cost as much as a tenth of a request.
  let watch: NodeJS.Timeout | undefined;
  const look = (): void => {
    watch = undefined;
    if (underWay > 0 || isOver) return;
    const leftMs = quietSinceMs + QUIET_MS - rig.clock.nowMs();
    if (leftMs >= 1) {
      watch = setTimeout(look, leftMs);
      return;
    }
    isAway = true;
    place.leave();
  };
  const begin = (): void => {
    underWay += 1;
    // A plan that broke off may leave work behind, which begins and ends without it: its place has been counted out.
    if (isOver) return;
    if (isAway) place.enter();
    isAway = false;
  };
  const finish = (): void => {
    underWay -= 1;
    if (underWay > 0 || isOver) return;
    quietSinceMs = rig.clock.nowMs();
    watch ??= setTimeout(look, QUIET_MS);
  };
  const busy = <Result>(work: () => Promise<Result>): Promise<Result> => {
    begin();
    const done = work();
    // Whoever waits for it was not there yet, and so hears of it later than this does.
    done.then(finish, finish);
    return done;
  };
  return {
    rig: { ...rig, gate: new OccupiedGate(rig.gate, busy), session: sending(rig.session, busy), probes: reading(rig.probes, busy) },
    end() {
      clearTimeout(watch);
      if (!isAway && !isOver) place.leave();
      isOver = true;
    },
  };
}

/** Counts for as long as the work lasts; the work itself begins at once, in the same tick. */
type Busy = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A class, since each plan has one: getters of an object of its own would have to be made for each. */
class OccupiedGate implements Gate {
  constructor(
    private readonly gate: Gate,
    private readonly busy: Busy,
  ) {}

  get count(): number {
    return this.gate.count;
  }

  get probeReads(): number {
    return this.gate.probeReads;
  }

  get exhausted(): boolean {
    return this.gate.exhausted;
  }

  get isAtCap(): boolean {
    return this.gate.isAtCap;
  }

  get isNearCap(): boolean {
    return this.gate.isNearCap;
  }

  get shed(): number {
    return this.gate.shed;
  }

  pause(ms: number): void {
    this.gate.pause(ms);
  }

  pass(kind: 'request' | 'probe', signal: AbortSignal): boolean | Promise<boolean> {
    const passed = this.gate.pass(kind, signal);
    return typeof passed === 'boolean' ? passed : this.busy(() => passed);
  }
}

function sending(session: Session, busy: Busy): Session {
  const { racing } = session;
  return {
    ...session,
    send: (request, options) => busy(() => session.send(request, options)),
    ...(racing === undefined ? {} : { racing: { lanes: racing.lanes, race: (volley, lane) => racing.race(volley, lane).map((completion) => busy(() => completion)) } }),
  };
}

function reading({ effects, state }: ProbeSet, busy: Busy): ProbeSet {
  const counted = (probe: Probe): Probe => ({ ...probe, read: (query) => busy(() => probe.read(query)) });
  return { effects: effects.map((route) => route.map(counted)), state: state.map((probe) => (probe === undefined ? undefined : counted(probe))) };
}
