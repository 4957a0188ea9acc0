import type { Attempt, AttemptId, Completion, Lane, Operation, Plan, SendOptions, Start } from '../model/index.js';
import { operationsOf } from '../model/index.js';
import { runCrowd } from './crowd.js';
import type { Deferred } from './deferred.js';
import { deferred } from './deferred.js';
import type { Execution } from './execution.js';
import type { Intent, Prepared } from './send.js';
import { concluded, invoke, prepare, sendOptions } from './send.js';
import { servesAgain } from './serving.js';
import { revoke } from './setup.js';
import { allSoon } from './soon.js';
import { allEnded } from './together.js';

/** Instants of one attempt that others may wait for. */
interface Instants {
  readonly sent: Deferred;
  /** The client's end of it: answered, cut, or given up. */
  readonly ended: Deferred;
}

/** Attempts on one barrier; most have one member. */
interface Volley {
  readonly start: Start;
  readonly members: readonly { readonly operation: Operation; readonly attempt: Attempt }[];
}

/**
 * Sends all planned attempts, each at its start; resolves when all have ended. Where a credential command fails it rejects,
 * and not before either.
 */
export async function runSchedule(execution: Execution): Promise<void> {
  const { plan } = execution;
  const instants = instantsOf(plan);
  holdWhileSending(execution, instants);
  const within = async (members: readonly AttemptId[], start: Start, run: () => Promise<void>): Promise<void> => {
    try {
      await started(execution, start, instants);
      await run();
    } finally {
      // Whoever waits for one that came to nothing would wait for ever.
      for (const id of members) finish(instants.get(id));
    }
  };
  const struck = await announceStrike(execution);
  const begun = (id: AttemptId): void => instants.get(id)?.sent.resolve();
  const whole = volleysOf(operationsOf(plan)).map((volley) => within(volley.members.map(({ attempt }) => attempt.id), volley.start, () => fire(execution, volley, instants)));
  const crowds = plan.crowd.map((crowd) =>
    within([crowd.id], crowd.start, () => {
      begun(crowd.id);
      return runCrowd(execution, crowd);
    }),
  );
  const revocations = plan.steps.flatMap((step) => (step.kind === 'revoke' ? [within([step.id], step.start, () => revoke(execution, step))] : []));
  const disruptions = plan.disruptions.map((disruption) =>
    within([disruption.id], disruption.start, async () => {
      const { disruptions: hands, signal } = execution.rig;
      // Where the run is cut off, whoever waited is let go, and the moment to strike at never came.
      if (signal.aborted) return;
      begun(disruption.id);
      await hands?.strike(disruption, () => servesAgain(execution), signal);
    }).finally(struck),
  );
  await allEnded([...whole, ...crowds, ...revocations, ...disruptions]);
}

/** Where the plan is about to strike a process, fair retries of others keep out of the way until it has. An outage is told by itself. */
async function announceStrike({ plan, rig }: Execution): Promise<() => void> {
  const strikes = plan.disruptions.some(({ kind }) => kind !== 'outage');
  return (strikes ? await rig.disruptions?.truce.strike(rig.signal) : undefined) ?? (() => undefined);
}

/** Of all that another start may name. */
function instantsOf(plan: Plan): ReadonlyMap<AttemptId, Instants> {
  const instants = new Map<AttemptId, Instants>();
  const add = ({ id }: { readonly id: AttemptId }): void => {
    instants.set(id, { sent: deferred(), ended: deferred() });
  };
  for (const { attempts } of operationsOf(plan)) attempts.forEach(add);
  plan.crowd.forEach(add);
  for (const step of plan.steps) if (step.kind === 'revoke') add(step);
  plan.disruptions.forEach(add);
  return instants;
}

/** Attempts that start together with another join its volley; a missing leader makes an attempt start at once. */
function volleysOf(operations: readonly Operation[]): Volley[] {
  const all: { readonly operation: Operation; readonly attempt: Attempt }[] = [];
  for (const operation of operations) for (const attempt of operation.attempts) all.push({ operation, attempt });
  const volleys = new Map<AttemptId, { start: Start; members: typeof all }>();
  for (const member of all) {
    let leader = member.attempt;
    for (let hops = 0; leader.start.kind === 'together' && hops <= all.length; hops += 1) {
      const { as } = leader.start;
      const next = all.find(({ attempt }) => attempt.id === as)?.attempt;
      if (next === undefined) break;
      leader = next;
    }
    const volley = volleys.get(leader.id);
    if (volley === undefined) volleys.set(leader.id, { start: leader.start, members: [member] });
    else volley.members.push(member);
  }
  return [...volleys.values()];
}

/** A downstream call is held back until everything that starts meanwhile was sent. */
function holdWhileSending({ plan, downstream }: Execution, instants: ReadonlyMap<AttemptId, Instants>): void {
  if (downstream === undefined) return;
  const starts = [...operationsOf(plan).flatMap(({ attempts }) => attempts), ...plan.crowd, ...plan.disruptions];
  for (const { id, start } of starts) {
    const sent = instants.get(id)?.sent.promise;
    if (start.kind === 'held' && sent !== undefined) downstream.holdFor(start.of, sent);
  }
}

async function started({ rig, downstream }: Execution, start: Start, instants: ReadonlyMap<AttemptId, Instants>): Promise<void> {
  const { clock, calibration, signal } = rig;
  if (start.kind === 'begin') await clock.sleep(start.durations * calibration.durationMs, signal);
  else if (start.kind === 'during') {
    await instants.get(start.of)?.sent.promise;
    await clock.sleep(start.durations * calibration.durationMs + (start.pauseMs ?? 0), signal);
  } else if (start.kind === 'after') {
    await instants.get(start.of)?.ended.promise;
    await clock.sleep(start.pauseMs, signal);
  } else if (start.kind === 'since') {
    await instants.get(start.of)?.sent.promise;
    await clock.sleep(start.delayMs, signal);
  } else if (start.kind === 'held') {
    const of = instants.get(start.of);
    // One that never reaches the downstream ends all the same.
    await (downstream === undefined ? of?.sent.promise : Promise.race([downstream.arrival(start.of), of?.ended.promise]));
  }
}

/** Puts a volley on the wire: everything is rendered first, then released in one tick. */
async function fire(execution: Execution, volley: Volley, instants: ReadonlyMap<AttemptId, Instants>): Promise<void> {
  const prepared = await allSoon(volley.members.map((member) => prepare(execution, intentOf(member))));
  const ready = prepared.filter((each) => each !== undefined);
  const pending = launch(execution, ready, instants);
  await Promise.all(
    ready.map(async (each, index) => {
      const completion = await pending[index];
      if (completion !== undefined) concluded(execution, each, completion);
      finish(instants.get(each.intent.id));
    }),
  );
}

function intentOf({ operation, attempt: { id, instance, variant, fault } }: Volley['members'][number]): Intent {
  return { id, operation, phase: 'plan', instance, variant, fault };
}

function finish(instant: Instants | undefined): void {
  instant?.sent.resolve();
  instant?.ended.resolve();
}

/** A fault or a framing has its own way of writing. */
function isPlain(options: SendOptions | undefined): boolean {
  return options?.fault === undefined && options?.framing === undefined;
}

/** Starts every member in the same tick; a barrier's members without wire faults go through the plan's lane. */
function launch(execution: Execution, ready: readonly Prepared[], instants: ReadonlyMap<AttemptId, Instants>): readonly Promise<Completion>[] {
  const { rig, plan } = execution;
  const shots = ready.map((each) => ({
    request: each.request,
    options: sendOptions(execution, each.intent, (event) => {
      if (event === 'sent') instants.get(each.intent.id)?.sent.resolve();
    }),
  }));
  const [only] = shots;
  if (ready.length === 1 && only !== undefined) {
    invoke(execution, ready[0] as Prepared);
    return [rig.session.send(only.request, only.options)];
  }
  const racing = rig.session.racing;
  const raced = ready.flatMap((_, index) => (isPlain(shots[index]?.options) ? [index] : []));
  const lane: Lane = racing?.lanes.includes(plan.lane) === true && plan.lane !== 'pooled' && raced.length > 1 ? plan.lane : 'pooled';
  ready.forEach((each, index) => {
    invoke(execution, each, raced.includes(index) ? lane : 'pooled');
  });
  const pending: Promise<Completion>[] = [];
  if (racing !== undefined && lane !== 'pooled') {
    const completions = racing.race(raced.map((index) => shots[index] as (typeof shots)[number]), lane);
    raced.forEach((index, at) => {
      pending[index] = completions[at] as Promise<Completion>;
    });
  }
  shots.forEach((shot, index) => {
    pending[index] ??= rig.session.send(shot.request, shot.options);
  });
  return pending;
}
