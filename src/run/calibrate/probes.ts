import type { Facts, History, HistoryEvent, Note, Plan, ProbeCalibration, ProbeEvent, Trouble } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { begin } from '../execute.js';
import { probeOnce } from '../probing.js';
import type { Ask } from './ask.js';
import { single, withBody } from './questions.js';

type Calibrated = { readonly probes: readonly ProbeCalibration[]; readonly notes: readonly Note[] };

/**
 * Does each probe count an ordinary operation, in which unit, with what lag, and does it count nothing for a nonce
 * that was never sent? A probe that fails one of these would make every verdict worthless, so the run ends here.
 */
export async function calibrateProbes(ask: Ask): Promise<Calibrated | { readonly trouble: Trouble }> {
  const { rig, ordinaryOn } = ask.options;
  const probes: ProbeCalibration[] = [];
  const notes: Note[] = [];
  for (const [route, readers] of rig.probes.effects.entries()) {
    if (readers.length === 0) continue;
    const plan = ordinaryOn(route);
    if (plan === undefined) continue;
    const never = await readNever(ask, plan);
    const { history } = await plainest(ask, plan);
    const others = route === 0 ? await otherBodies(ask) : [];
    for (const [probe, reader] of readers.entries()) {
      const before = never.find((event) => event.probe === probe);
      const trouble = wrongWith(reader.name, before, last(history, probe));
      if (trouble !== undefined) return { trouble };
      const known = { ...calibrationOf(history, route, probe), ...(before?.wrong === undefined ? {} : { notFoundMeansNone: true }) };
      const unitByBody = [known.unit, ...others.map((other) => unitOf(other, probe) ?? known.unit)];
      probes.push(unitByBody.every((unit) => unit === known.unit) ? known : { ...known, unitByBody });
      notes.push({ kind: 'seen', text: `${reader.name} counts ${known.unit} for one operation, ${Math.round(known.lagMs)} ms after its answer` });
    }
  }
  return { probes, notes };
}

/** Times that an ordinary operation is counted. */
const COUNTED = 3;

/**
 * The record of an ordinary operation that counts least, of those that were accepted at their first sending: an
 * operation that had to be retried may have had its effect twice, and that must not become the unit.
 */
async function plainest({ run }: Ask, plan: Plan): Promise<Facts> {
  const all = await Promise.all(Array.from({ length: COUNTED }, () => run(single(plan))));
  const plain = all.filter(({ operations }) => operations[0]?.attempts.length === 1);
  const total = (facts: Facts): number => facts.history.events.filter(isProbe).reduce((sum, { when, count = 0 }) => (when === 'settled' ? sum + count : sum), 0);
  // A probe that shows nothing, or something wrong, is not the plainest but the one to be told about where all are so.
  const counted = plain.filter((facts) => total(facts) > 0);
  return (counted.length > 0 ? counted : all).reduce((least, each) => (total(each) < total(least) ? each : least));
}

/** One ordinary operation of each further body template of the main route. */
function otherBodies({ options, run }: Ask): Promise<readonly Facts[]> {
  const bodies = options.rig.blueprint.target.routes[0]?.bodies.slice(1) ?? [];
  return Promise.all(bodies.map((_, index) => run(single(withBody(options.ordinary(50), index + 1, options.drawsOf(index + 1, 0))))));
}

/** What an accepted operation counts; undefined where it was not accepted, or makes nothing. */
function unitOf({ history, operations }: Facts, probe: number): number | undefined {
  const accepted = operations[0]?.attempts.some(({ answer }) => answer?.class === 'accepted') === true;
  const count = last(history, probe)?.count ?? 0;
  return accepted && count > 0 ? count : undefined;
}

/** What every probe of the plan's route says of a nonce that no request carried. */
async function readNever({ options }: Ask, plan: Plan): Promise<readonly ProbeEvent[]> {
  const operation = operationsOf(plan)[0];
  if (operation === undefined) return [];
  const { id, salt } = options.nextRun();
  const execution = begin(plan, options.rig, { id, salt });
  await probeOnce(execution, operation, [`never${salt}`], 'settled');
  return execution.recorder.events.filter(isProbe);
}

function wrongWith(name: string, before: ProbeEvent | undefined, after: ProbeEvent | undefined): Trouble | undefined {
  if ((before?.count ?? 0) > 0) {
    return cannotCount(`${name} counted ${before?.count} for a nonce that was never sent: it does not filter by it`, 'make the probe select by {{nonce}}, so that it counts one operation and no other');
  }
  if (after?.wrong !== undefined) {
    const hint = after.hint ?? 'make the probe answer 200 with a JSON array, or a number (--effects-count says where it stands)';
    return cannotCount(`${name} could not be counted: ${after.wrong}`, hint);
  }
  if (after === undefined) return cannotCount(`${name} was not read`, 'give the run more requests or time');
  if (after.count === 0) return cannotCount(`${name} counted nothing for an accepted operation, even 2 s after its answer`, 'check that the request carries {{nonce}} where the probe looks for it, and that the answer really means success (--success)');
  if (before?.wrong !== undefined && before.notFound !== true) return cannotCount(`${name} could not be read for a nonce that was never sent: ${before.wrong}`, 'make it answer an empty array, 0, or 404');
  return undefined;
}

function cannotCount(message: string, hint: string): Trouble {
  return { kind: 'inconclusive', message, hint };
}

/** Unit and lag, from the record of an ordinary operation. */
function calibrationOf(history: History, route: number, probe: number): ProbeCalibration {
  const endedAtMs = history.events.find(({ type }) => type === 'complete')?.atMs ?? 0;
  const shown = history.events.find((event) => isProbe(event) && event.probe === probe && (event.count ?? 0) > 0);
  return { route, unit: last(history, probe)?.count ?? 1, lagMs: Math.max(0, (shown?.atMs ?? endedAtMs) - endedAtMs) };
}

function last(history: History, probe: number): ProbeEvent | undefined {
  return history.events.filter(isProbe).findLast((event) => event.probe === probe && event.when === 'settled');
}

function isProbe(event: HistoryEvent): event is ProbeEvent {
  return event.type === 'probe';
}
