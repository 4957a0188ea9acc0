import { awake } from '../../adapters/awake.js';
import { classify } from '../contracts/index.js';
import type { Adapter, CheckResult, Note, Session, Trouble } from '../model/index.js';
import { defined } from '../model/index.js';
import type { CampaignState } from '../run/campaign.js';
import { PrincipalError } from '../run/principals.js';
import type { Around } from './around.js';
import { aroundRun, CAME_TO_NOTHING } from './around.js';
import type { CampaignInput } from './campaign.js';
import { campaignStage } from './campaign.js';
import { closed } from './closing.js';
import { findingsStage } from './findings.js';
import type { Bench } from './judging.js';
import { createBench } from './judging.js';
import type { AdapterCheckOptions, CheckHooks, CheckOptions } from './options.js';
import { UsageError } from './options.js';
import type { ShowProgress } from './progress.js';
import { progressOf } from './progress.js';
import { resultOf } from './result.js';
import { noTimeLeft } from './no-time.js';
import { leftOpen, mostlyTurnedAway, strangersOf, withNote } from './notes.js';
import { neverSignal } from '../run/signals.js';
import type { Run } from './run.js';
import { arrived, timingFrom, understand } from './run.js';
import { openProbes } from './session.js';
import type { Calibrated } from './stages.js';
import { calibrateStage } from './stages.js';
import { placeText } from './target.js';
import { watchProbes } from './watch.js';
import type { CheckArguments } from './way.js';
import { askedBy, troubleOpening } from './way.js';

/**
 * Checks a target: calibrates, runs a campaign, shrinks and confirms what it finds, and judges. Whatever the target
 * does is in the result; only what the user gave throws.
 *
 * @throws UsageError where the options are wrong; PropertyError where a property of one's own judges wrongly or throws
 * @example
 * ```ts
 * const result = await check({
 *   url: 'http://localhost:3000/charges',
 *   bodies: ['{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}'],
 *   effects: ['GET /charges?reference={{nonce}}'],
 * });
 * result.exitCode; // 0 where it is retry-proof
 * ```
 */
export function check(options: CheckOptions, hooks?: CheckHooks): Promise<CheckResult>;
/**
 * Checks a target by an adapter: the same, with a path in place of the URL. What is of the way there (certificates, a
 * proxy, hosts that are allowed) is given to the adapter.
 *
 * @param adapter - the way to the target; it is opened once, and closed at the end. That it does not close
 *   within 5 s is a warning among the result's notes
 * @throws UsageError and PropertyError as above; what `open` rejects with; AdapterError where an adapter that was made with
 *   `defineAdapter` breaks its promises
 * @example
 * ```ts
 * const result = await check(httpAdapter({ instances: ['http://localhost:3000'] }), {
 *   path: 'POST /charges',
 *   bodies: ['{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}'],
 *   effects: [({ nonce }) => db.charges.count({ where: { reference: nonce } })],
 * });
 * ```
 */
export function check(adapter: Adapter, options: AdapterCheckOptions, hooks?: CheckHooks): Promise<CheckResult>;
export function check(...given: unknown[]): Promise<CheckResult> {
  return awake(checkWhatIsAsked(given as unknown as CheckArguments));
}

async function checkWhatIsAsked(given: CheckArguments): Promise<CheckResult> {
  const understood = understand(askedBy(given));
  const { way, chosen } = understood;
  const bench = createBench(chosen.properties, classify);
  if (way.refused !== undefined) return resultOf(understood, bench.tally, { trouble: way.refused });
  const { resources } = understood;
  let session: Session;
  try {
    session = await way.open(await openProbes(understood.target, resources));
  } catch (error) {
    await resources.close();
    const refused = troubleOpening(error);
    if (refused === undefined) throw error;
    return resultOf(understood, bench.tally, { trouble: refused });
  }
  let result: CheckResult;
  try {
    result = await checkedBetween(session, arrived(understood, session), bench);
  } catch (error) {
    // Why it came to nothing is worth more than that it does not close either.
    await closed(session);
    throw error;
  }
  return withNote(result, await closed(session));
}

/** Between what the user wants done before and after it, which takes no time from the run. */
async function checkedBetween(session: Session, run: Run, bench: Bench): Promise<CheckResult> {
  const around = aroundRun(run.options, placeText(run.target), run.stop);
  let result: CheckResult;
  try {
    result = await checkedOnceReady(session, run, bench, around);
  } catch (error) {
    await around.after(error instanceof UsageError ? { exitCode: 2, exitReason: error.message } : CAME_TO_NOTHING);
    throw error;
  }
  return withNote(result, await around.after(result));
}

/** What probes hold open is closed before the user cleans up, who may drop their database: also where nothing came to be checked. */
async function checkedOnceReady(session: Session, run: Run, bench: Bench, around: Around): Promise<CheckResult> {
  try {
    await around.before();
    return await checkedOver(session, { ...run, timing: timingFrom(run.timing, run.options) }, bench);
  } finally {
    await run.resources.close();
  }
}

async function checkedOver(session: Session, run: Run, bench: Bench): Promise<CheckResult> {
  const { hooks } = run;
  try {
    // A credential command that does not even work once is a matter for the user; later on it only costs plans.
    await Promise.all(run.target.principals.map((_, index) => run.principals.headersOf(index)));
    const progress = progressOf(run, bench);
    progress('calibrating', undefined);
    const stage = await calibrateStage({ ...run, session, signal: neverSignal() }, (history) => hooks.onHistory?.(history, []));
    if ('trouble' in stage) return resultOf(run, bench.tally, stage);
    for (const note of stage.notes) hooks.onNote?.(note);
    const result = await campaign(run, bench, stage, progress);
    const { sink } = run.resources;
    return sink === undefined ? result : { ...result, notes: [...result.notes, ...strangersOf(sink)] };
  } catch (error) {
    if (error instanceof PrincipalError) throw new UsageError(error.message);
    throw error;
  }
}

async function campaign(run: Run, bench: Bench, stage: Calibrated, onPhase: ShowProgress): Promise<CheckResult> {
  const { options, hooks, seed, timing, stop, nextRun, target, chosen } = run;
  const seen: Note[] = [];
  const watch = watchProbes(target.routes.map(({ effects }) => effects.map(({ text }) => text)));
  const input: CampaignInput = {
    ...stage, options, bench, seed, wanted: chosen.situations, timing, stop, nextRun, onPhase,
    onHistory(history, failed) {
      watch.see(history);
      hooks.onHistory?.(history, failed);
    },
    onViolation: (violation, history) => hooks.onViolation?.(violation, history),
    onNote(note) {
      seen.push(note);
      hooks.onNote?.(note);
    },
  };
  const state = await campaignStage(input);
  const { findings, dropped } = await findingsStage(input, state);
  const trouble = troubleOf(run, state, stage);
  const { tally, turned } = bench;
  const done = { state, findings, dropped, turned, ...defined({ strikes: stage.rig.disruptions?.done, trouble }) };
  return resultOf(run, tally, { ...stage, notes: [...stage.notes, ...watch.notes, ...mostlyTurnedAway(turned), ...leftOpen(tally), ...seen], ...done });
}

function troubleOf({ stop, gate, target, timing }: Run, { lost, plans }: CampaignState, { calibration, calibrationMs, rig }: Calibrated): Trouble | undefined {
  if (stop.aborted) return { kind: 'interrupted', message: 'interrupted: what was found so far is reported' };
  if (lost !== undefined) {
    const detail = lost.detail === '' ? lost.reason : lost.detail;
    const looks = target.instances.map((_, instance) => rig.session.processControl?.look?.(instance));
    const { ended, output = [] } = looks.find((each) => each?.ended !== undefined) ?? looks[0] ?? {};
    const message = `the target stopped answering in mid-run, after ${plans} plans (${ended === undefined ? detail : `the process ${ended}`})`;
    return { kind: 'unreachable', message, hint: 'see in its log why it went down: a body that ends too early, a client that is gone, or a connection to its store that breaks must not end the process. What was found before that is reported', ...(output.length === 0 ? {} : { output }) };
  }
  if (plans === 0 && !gate.exhausted) return noTimeLeft(timing, { ...calibration, calibrationMs }, gate);
  return gate.exhausted ? { kind: 'inconclusive', message: `the cap of ${gate.count} requests was reached`, hint: 'raise --requests' } : undefined;
}
