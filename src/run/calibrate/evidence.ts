import type { Calibration, DownstreamKind, Evidence, Exchange, Facts, Json, Plan } from '../../model/index.js';
import { defined } from '../../model/index.js';
import type { Ask } from './ask.js';
import { exchangeOf, wasAnswered, worthRepeating } from './exchange.js';
import { quotedKeys } from './quoted.js';
import type { Ordinary } from './questions.js';
import { failing, failingDownstream, firstOf, later, QUESTIONS, restarted, single } from './questions.js';
import { askTimes, PAUSES_MS } from './times.js';

/** Ordinary requests to draw another payload from: enough to differ in every member, small numbers and short lists included. */
const FURTHER = 8;
/**
 * Asks everything that the target can be asked; all questions at once, the pairs of each one side by side.
 *
 * @param literal - a literal of the body that may change: another payload, where there is no placeholder to draw again
 */
export async function gatherEvidence(ask: Ask, literal: Calibration['literals'][number] | undefined): Promise<readonly Evidence[]> {
  const { options } = ask;
  const { target } = options.rig.blueprint;
  const questions = QUESTIONS.map(async ({ ask: question, plan, pastFlight }): Promise<Evidence> => {
    const exchanges = await askTimes((time) => pairOf(ask, { together: question === 'running-duplicate', ...defined({ pastFlight }) }, () => plan(ordinaryAt(ask, time, literal))));
    return { question, exchanges };
  });
  const bodies = (target.routes[0]?.bodies ?? []).slice(1).map((_, index) => failedDuplicates(ask, index + 1));
  const downstream = options.rig.calibration.downstream === undefined ? [] : FAILURES.map((kind) => failedDownstream(ask, kind));
  const all = await Promise.all([ordinaries(ask), ...questions, ...bodies, ...downstream, quotedKeys(ask)]);
  // Last and alone: it strikes everything that is under way.
  return [...all, await restarts(ask)].filter(({ exchanges }) => exchanges.length > 0);
}

/** What a restart leaves of a finished request, where the kit can restart the target. */
async function restarts(ask: Ask): Promise<Evidence> {
  const { options } = ask;
  const exchanges = options.rig.session.processControl === undefined ? [] : await askTimes((time) => pairOf(ask, {}, () => restarted(options.ordinary(600 + time))));
  return { question: 'restarted', exchanges };
}

function ordinaryAt({ options }: Ask, time: number, literal: Calibration['literals'][number] | undefined): Ordinary {
  const { target, shapes } = options.rig.blueprint;
  const plan = options.ordinary(100 + time * 2);
  const { route, body } = firstOf(plan);
  return {
    plan,
    other: options.ordinary(101 + time * 2),
    further: Array.from({ length: FURTHER }, (_, n) => options.ordinary(300 + time * FURTHER + n)),
    elsewhere: target.routes.length > 1 ? options.ordinaryOn(1) : undefined,
    hasKey: target.key !== null,
    hasTree: (target.routes[0]?.bodies.length ?? 0) > 0,
    principals: target.principals.length,
    redrawable: (shapes[route]?.[body]?.slots ?? []).flatMap((slot) => (slot.redrawable ? [slot.name] : [])),
    ...(literal === undefined ? {} : { literal: { kind: 'literal', pointer: literal.pointer, value: literal.value as Json } }),
  };
}

interface Reading {
  readonly together?: boolean;
  readonly pastFlight?: boolean;
}

async function pairOf(ask: Ask, { together = false, pastFlight = false }: Reading, plan: () => Plan | undefined): Promise<Exchange | undefined> {
  let exchange: Exchange | undefined;
  for (const pauseMs of PAUSES_MS) {
    const made = plan();
    if (made === undefined) return undefined;
    const facts = await ask.run(pastFlight ? later(made, pauseMs) : made);
    exchange = exchangeOf(facts, together);
    if (!worthRepeating(exchange, facts) && !(pastFlight && wasAnswered(facts, 'in-flight'))) break;
  }
  return exchange;
}

async function ordinaries(ask: Ask): Promise<Evidence> {
  return { question: 'ordinary', exchanges: await askTimes((time) => pairOf(ask, {}, () => single(ask.options.ordinary(300 + time)))) };
}

/** A body whose ordinary request is not accepted, sent twice. */
async function failedDuplicates(ask: Ask, body: number): Promise<Evidence> {
  const exchanges = await askTimes(async (time) => {
    const facts = await ask.run(failing(ask.options.ordinary(400 + time), body, ask.options.drawsOf(body, time)));
    return isAcceptedAtFirst(facts) ? undefined : exchangeOf(facts, false);
  });
  return { question: 'failed-duplicate', exchanges };
}

/** Certainly not done, and perhaps done: services tell the two apart. */
const FAILURES: readonly DownstreamKind[] = ['fail-before', 'lose-after'];

/** An ordinary request whose downstream fails once, sent twice; a service that tries again by itself does not fail. */
async function failedDownstream(ask: Ask, kind: DownstreamKind): Promise<Evidence> {
  const exchanges = await askTimes(async (time) => {
    const facts = await ask.run(failingDownstream(ask.options.ordinary((kind === 'fail-before' ? 800 : 850) + time), kind));
    return isAcceptedAtFirst(facts) ? undefined : exchangeOf(facts, false);
  });
  return { question: 'failed-downstream', exchanges };
}

function isAcceptedAtFirst(facts: Facts): boolean {
  return facts.operations[0]?.attempts[0]?.answer?.class === 'accepted';
}
