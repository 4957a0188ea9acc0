import { adoptContract, overlay } from '../contracts/index.js';
import { compileTarget } from '../generate/index.js';
import type { Blueprint, PlanContext } from '../generate/types.js';
import type { Calibration, Contract, History, Note, Session, Taps, Target, Trouble } from '../model/index.js';
import type { Calibrated as Answers } from '../run/calibrate/index.js';
import { calibrate } from '../run/calibrate/index.js';
import type { Rig } from '../run/rig.js';
import { eitherSignal } from '../run/signals.js';
import { shedding } from './no-time.js';
import { alone } from './notes.js';
import type { CommonOptions } from './options.js';
import { drawsOf, ordinaryPlan, ordinaryPlanOn } from './plans.js';
import type { Run } from './run.js';
import { createRig } from './session.js';
import { placeText } from './target.js';
import { attemptTimeoutMs, longestWaitMs, measuringMs, slowMs, timeNeeded } from './timing.js';

/** Nothing is known yet. */
export const PROVISIONAL: Calibration = {
  durationMs: 1, durationP95Ms: 1, probes: [], lanes: ['pooled'], literals: [], required: [], observations: [],
};
/** What is done to a target that the kit runs itself. */
const DISRUPTIONS = ['kill', 'stop', 'pause'] as const;
/** Per attempt while nothing is known of the target; of a short run no more than half. */
const FIRST_TIMEOUT_MS = 10_000;
const FIRST_TIMEOUT_SHARE = 0.5;

/** A run whose way to the target is open. */
export interface Prepared extends Pick<Run, 'target' | 'blueprint' | 'gate' | 'principals' | 'resources' | 'seed' | 'starting' | 'options' | 'nextRun' | 'timing' | 'stop'> {
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** What the campaign begins with. */
export interface Calibrated {
  readonly rig: Rig;
  readonly context: PlanContext;
  readonly contract: Contract;
  readonly calibration: Calibration;
  readonly notes: readonly Note[];
  /** That it took. */
  readonly calibrationMs: number;
}

/** Calibrates, and turns what was seen into the contract and the rig of the campaign. */
export async function calibrateStage(prepared: Prepared, onHistory: (history: History) => void): Promise<Calibrated | { readonly trouble: Trouble }> {
  const { starting, options, timing, stop, signal } = prepared;
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), Math.max(0, timing.endsAtMs - timing.nowMs()));
  const bounded = { ...prepared, signal: eitherSignal(signal, stop, timeUp.signal) };
  let answered = 0;
  const counting = (history: History): void => {
    answered += history.events.filter((event) => event.type === 'complete' && event.outcome === 'ok').length;
    onHistory(history);
  };
  const { asked: by, quotedOnly, calibrated } = await askBothWays(bounded, counting).finally(() => clearTimeout(timer));
  if (stop.aborted || (timeUp.signal.aborted && !saysWhy(calibrated))) return { trouble: cutShort(prepared, calibrated, answered) };
  if ('trouble' in calibrated) return calibrated;
  const asked = { ...by, signal };
  const explicit = quotedOnly === undefined ? starting.explicit : { ...starting.explicit, key: quotedOnly };
  const { contract, notes, observations } = adoptContract({ ...starting, explicit, strict: options.strict === true, evidence: calibrated.evidence });
  const calibration = { ...calibrated.calibration, observations };
  const timeoutMs = options.timeoutMs ?? attemptTimeoutMs(contract, calibration);
  const adopted: Note[] = quotedOnly === undefined ? [] : [{ kind: 'adopted', field: 'key.format', text: 'a bare key is refused and a quoted one accepted: keys are sent as structured-field strings' }];
  return {
    rig: createRig({ ...asked, contract, calibration, timeoutMs, slowMs: slowMs(timing) }),
    context: contextOf(asked, contract, calibration),
    contract,
    calibration,
    calibrationMs: timing.nowMs() - timing.startedAtMs,
    notes: [...adopted, ...calibrated.notes, ...notes, ...unusedNotes(asked.session), ...(contract.natural === true ? [] : alone(options))],
  };
}

/** Whether calibration knows of something else than that its time was over. */
function saysWhy(calibrated: Answers): boolean {
  return 'trouble' in calibrated && calibrated.trouble.kind !== 'interrupted';
}

/** Calibration was stopped, or its time was over. */
function cutShort({ stop, timing, target, gate }: Prepared, { durationMs }: Answers, answered: number): Trouble {
  if (stop.aborted) return { kind: 'interrupted', message: 'interrupted in calibration: nothing was checked yet' };
  const seconds = Math.round(timing.endsAtMs - timing.startedAtMs) / 1000;
  const where = placeText(target);
  const shed = shedding(gate);
  const slow = shed !== undefined ? shed.why : durationMs === undefined ? `${where} is slow, or some requests are never answered` : `an ordinary request to ${where} takes ${Math.round(durationMs)} ms, or some are never answered`;
  const needed = durationMs === undefined ? undefined : timeNeeded(timing, { durationMs, answered });
  return {
    kind: 'inconclusive',
    message: `calibration took the whole time (${seconds} s): ${slow}`,
    hint: `${shed === undefined ? '' : `${shed.hint}; or `}give the run more ${needed === undefined ? '--time' : `time, such as ${needed}`}, or a --timeout after which a request counts as unanswered`,
  };
}

interface Asked {
  readonly asked: Prepared;
  /** Set where only quoted keys were accepted. */
  readonly quotedOnly?: NonNullable<Contract['key']>;
  readonly calibrated: Answers;
}

/** With bare keys; where an ordinary request is refused so and nobody named the form, with quoted ones. */
async function askBothWays(prepared: Prepared, onHistory: (history: History) => void): Promise<Asked> {
  const quoted = quotedTwin(prepared.target, prepared.options);
  const calibrated = await ask(prepared, quoted, onHistory);
  const key = prepared.target.key;
  if (!('trouble' in calibrated) || calibrated.trouble.kind !== 'inconclusive' || quoted === undefined || key === null) return { asked: prepared, calibrated };
  const asked = { ...prepared, blueprint: quoted, target: quoted.target };
  const again = await ask(asked, undefined, onHistory);
  if ('trouble' in again) return { asked: prepared, calibrated };
  return { asked, calibrated: again, quotedOnly: { in: key.in, name: key.name, format: 'quoted' } };
}

async function ask(prepared: Prepared, quoted: Blueprint | undefined, onHistory: (history: History) => void): Promise<Answers> {
  const { target, seed, starting, options, timing } = prepared;
  const provisional = overlay(starting.base, starting.explicit, 'flag');
  const context = contextOf(prepared, provisional, PROVISIONAL);
  const firstTimeoutMs = Math.min(FIRST_TIMEOUT_MS, (timing.endsAtMs - timing.startedAtMs) * FIRST_TIMEOUT_SHARE);
  return calibrate({
    rig: createRig({ ...prepared, contract: provisional, calibration: PROVISIONAL, timeoutMs: options.timeoutMs ?? firstTimeoutMs }),
    measuringMs: measuringMs(timing),
    timeoutFor: (calibration) => options.timeoutMs ?? attemptTimeoutMs(provisional, calibration),
    ordinary: (n) => ordinaryPlan(seed, context, n),
    ordinaryOn: (route) => (route === 0 ? ordinaryPlan(seed, context, 0) : ordinaryPlanOn(seed, context, route)),
    drawsOf: (body, n) => drawsOf(seed, context, body, n),
    ...(quoted === undefined ? {} : { quoted }),
    nextRun: prepared.nextRun,
    where: placeText(target),
    onHistory,
  });
}

/** What plans may make use of. */
export function contextOf({ blueprint, session, timing }: Pick<Prepared, 'blueprint' | 'session' | 'timing'>, contract: Contract, calibration: Calibration): PlanContext {
  return {
    blueprint, contract, calibration,
    lanes: calibration.lanes,
    faults: [...new Set([...(session.faults ?? []), 'response-withheld' as const])],
    longestWaitMs: longestWaitMs(timing),
    ...(session.processControl === undefined ? {} : { disruptions: DISRUPTIONS }),
    ...(session.taps === undefined ? {} : { taps: usedTaps(session.taps) }),
  };
}

/** What nothing has gone through yet cannot be taken away. */
function usedTaps(taps: Taps): readonly string[] {
  return taps.places.map(({ name }) => name).filter((name) => taps.isUsed(name));
}

/** A tap that nothing goes through would test nothing, and nobody would notice. */
function unusedNotes({ taps }: Session): Note[] {
  return (taps?.places ?? [])
    .filter(({ name }) => taps?.isUsed(name) === false)
    .map(({ name, port }) => ({ kind: 'warning', text: `nothing went through the tap ${name}, so that no outage of it was tested: point the service at 127.0.0.1:${port}` }));
}

/** The same target with quoted keys: only where the key goes bare in a header and nobody named its form. */
function quotedTwin(target: Target, { keyFormat, key }: CommonOptions): Blueprint | undefined {
  if (target.key?.in !== 'header' || target.key.format !== 'raw' || keyFormat !== undefined || key !== undefined) return undefined;
  return compileTarget({ ...target, key: { ...target.key, format: 'quoted' } });
}
