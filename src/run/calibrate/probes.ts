import type { Facts, HistoryEvent, Note, OperationFacts, Plan, ProbeCalibration, ProbeEvent, Trouble } from '../../model/index.js';
import { begin } from '../execute.js';
import { probeOnce } from '../probing.js';
import type { Ask } from './ask.js';
import { lastOf, single, withBody } from './questions.js';
import { notAccepted } from './trouble.js';

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
    const counted = await plainest(ask, route, plan);
    const others = route === 0 ? await otherBodies(ask) : [];
    for (const [probe, reader] of readers.entries()) {
      const before = never.find((event) => event.probe === probe);
      const trouble = notMade(counted, route) ?? wrongWith(reader.name, before, last(counted, probe));
      if (trouble !== undefined) return { trouble };
      const known = { ...calibrationOf(counted, route, probe), ...(before?.wrong === undefined ? {} : { notFoundMeansNone: true }) };
      const unitByBody = [known.unit, ...others.map((other) => unitOf(other, probe) ?? known.unit)];
      probes.push(unitByBody.every((unit) => unit === known.unit) ? known : { ...known, unitByBody });
      notes.push({ kind: 'seen', text: `${reader.name} counts ${known.unit} for one operation, ${Math.round(known.lagMs)} ms after its answer` });
    }
  }
  return { probes, notes };
}

/** Times that an ordinary operation is counted. */
const COUNTED = 3;
/** An ordinary plan that nothing else asks for, and the next ones. */
const OTHER_DRAWS = 70;
/** A request that could not be made for want of an answer is tried again, at most so often. */
const TRIES = 3;

/**
 * The record of an ordinary operation that counts least, of those that were accepted at their first sending: an
 * operation that had to be retried may have had its effect twice, and that must not become the unit.
 */
async function plainest(ask: Ask, route: number, plan: Plan): Promise<Facts> {
  const total = (facts: Facts): number => readingsOf(facts).reduce((sum, { when, count = 0 }) => (when === 'settled' ? sum + count : sum), 0);
  let all = await Promise.all(Array.from({ length: COUNTED }, () => begun(ask, plan)));
  // What is drawn may be declined, be had only once, or be accepted and lost: other draws are asked then.
  if (route === 0 && !all.some((facts) => isPlain(facts) && !leftNothing(facts))) {
    all = [...all, ...(await Promise.all(Array.from({ length: COUNTED }, (_, nth) => begun(ask, ask.options.ordinary(OTHER_DRAWS + nth)))))];
  }
  const plain = all.filter(isPlain);
  // A probe that shows nothing, or something wrong, is not the plainest but the one to be told about where all are so.
  const [candidates = all] = [plain.filter((facts) => total(facts) > 0), plain].filter(({ length }) => length > 0);
  return candidates.reduce((least, each) => (total(each) < total(least) ? each : least));
}

/** The probes could be read, and none shows it. */
function leftNothing(facts: Facts): boolean {
  return readingsOf(facts).every(({ when, count }) => when !== 'settled' || count === 0);
}

/** Runs a plan, once more where the answer that its last request is made from did not come. */
async function begun({ run }: Ask, plan: Plan): Promise<Facts> {
  let facts = await run(plan);
  for (let again = 1; again < TRIES && meantOf(facts)?.attempts.length === 0; again += 1) facts = await run(plan);
  return facts;
}

/** It was accepted at its first sending. */
function isPlain(facts: Facts): boolean {
  const operation = meantOf(facts);
  return operation !== undefined && operation.attempts.length === 1 && isAccepted(operation);
}

/** What an ordinary plan is about is its last operation. */
function meantOf({ operations }: Facts): OperationFacts | undefined {
  return operations.at(-1);
}

function isAccepted({ attempts }: OperationFacts): boolean {
  return attempts.some(({ answer }) => answer?.class === 'accepted');
}

/** One ordinary operation of each further body template of the main route. */
function otherBodies({ options, run }: Ask): Promise<readonly Facts[]> {
  const bodies = options.rig.blueprint.target.routes[0]?.bodies.slice(1) ?? [];
  return Promise.all(bodies.map((_, index) => run(single(withBody(options.ordinary(50), index + 1, options.drawsOf(index + 1, 0))))));
}

/** What an accepted operation counts; undefined where it was not accepted, or makes nothing. */
function unitOf(facts: Facts, probe: number): number | undefined {
  const operation = meantOf(facts);
  const count = last(facts, probe)?.count ?? 0;
  return operation !== undefined && isAccepted(operation) && count > 0 ? count : undefined;
}

/** What every probe of the plan's route says of a nonce that no request carried. */
async function readNever({ options }: Ask, plan: Plan): Promise<readonly ProbeEvent[]> {
  const { id, salt } = options.nextRun();
  const execution = begin(plan, options.rig, { id, salt });
  await probeOnce(execution, lastOf(plan), [`never${salt}`], 'settled');
  return execution.recorder.events.filter(isProbe);
}

/** Where the request itself did not succeed, nothing is wrong with the probe. */
function notMade(facts: Facts, route: number): Trouble | undefined {
  const operation = meantOf(facts);
  if (operation === undefined || isAccepted(operation)) return undefined;
  const answered = operation.attempts.find(({ answer }) => answer !== undefined);
  return answered === undefined ? undefined : notAccepted(answered, route);
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
  if (before?.wrong !== undefined && before.notFound !== true) return cannotCount(`${name} could not be read for a nonce that was never sent: ${before.wrong}`, 'make it answer an empty array, 0, or 404; make a query select count(*)');
  return undefined;
}

function cannotCount(message: string, hint: string): Trouble {
  return { kind: 'inconclusive', message, hint };
}

/** Unit and lag, from the record of an ordinary operation. */
function calibrationOf(facts: Facts, route: number, probe: number): ProbeCalibration {
  const endedAtMs = meantOf(facts)?.attempts[0]?.endedAtMs ?? 0;
  const shown = readingsOf(facts).find((event) => event.probe === probe && (event.count ?? 0) > 0);
  return { route, unit: last(facts, probe)?.count ?? 1, lagMs: Math.max(0, (shown?.atMs ?? endedAtMs) - endedAtMs) };
}

function last(facts: Facts, probe: number): ProbeEvent | undefined {
  return readingsOf(facts).findLast((event) => event.probe === probe && event.when === 'settled');
}

/** What the probes said of the operation that is meant. */
function readingsOf(facts: Facts): readonly ProbeEvent[] {
  const id = meantOf(facts)?.id;
  return facts.history.events.filter(isProbe).filter(({ operation }) => operation === id);
}

function isProbe(event: HistoryEvent): event is ProbeEvent {
  return event.type === 'probe';
}
