import type { AttemptFacts, DownstreamCalibration, Facts, Note, OperationFacts, Sink, Trouble } from '../../model/index.js';
import { startOf } from '../../model/index.js';
import type { Ask } from './ask.js';
import { quantile } from './durations.js';
import { single } from './questions.js';

interface Reached {
  /** Absent: nothing of the service's reaches the sink. */
  readonly downstream?: DownstreamCalibration;
  readonly notes: readonly Note[];
}

/** Ordinary operations whose calls are waited for. */
const WATCHED = 3;
/** A service may answer first and call later. */
const PATIENCE_MS = 2_000;
const POLL_MS = 10;

/** Does the service call the sink at all, how often for one operation, and when? Where only the sink counts, nothing can be checked without it. */
export async function calibrateDownstream(ask: Ask): Promise<Reached | { readonly trouble: Trouble }> {
  const { options } = ask;
  const { sink, blueprint } = options.rig;
  if (sink === undefined) return { notes: [] };
  const all = await Promise.all(Array.from({ length: WATCHED }, (_, n) => watched(ask, sink, n)));
  const calls = quantile(all.map(({ calls: each }) => each), 0.5);
  if (calls === 0) {
    const { message, hint } = never(sink);
    const counts = blueprint.target.routes[0]?.effects.some((probe) => 'sink' in probe) === true;
    return counts ? { trouble: { kind: 'inconclusive', message, hint } } : { notes: [{ kind: 'warning', text: `${message}: ${hint}` }] };
  }
  const arrivesMs = quantile(all.flatMap(({ facts }) => arrivalOf(facts) ?? []), 0.5);
  const when = arrivesMs === 0 ? 'after its answer' : `${Math.round(arrivesMs)} ms after it was sent`;
  return { downstream: { calls, arrivesMs, awaited: all.every(({ facts }) => isAwaited(facts, calls)) }, notes: [{ kind: 'seen', text: `an ordinary operation calls the sink ${calls === 1 ? 'once' : `${calls} times`}, ${when}` }] };
}

interface Watched {
  readonly facts: Facts;
  readonly calls: number;
}

async function watched({ run, options }: Ask, sink: Sink, n: number): Promise<Watched> {
  const { clock, signal } = options.rig;
  const facts = await run(single(options.ordinary(700 + n)));
  const { nonce = '' } = firstOf(facts) ?? {};
  const endMs = clock.nowMs() + PATIENCE_MS;
  while (sink.callsOf(nonce) === 0 && clock.nowMs() < endMs && !signal.aborted) await clock.sleep(POLL_MS, signal);
  return { facts, calls: sink.callsOf(nonce) };
}

function never({ url, strangers }: Sink): { readonly message: string; readonly hint: string } {
  if (strangers.count === 0) return { message: `the service never called the sink at ${url}`, hint: `point its downstream URL there; one that is started with --exec finds it as SINK_URL in its environment, or as {{sink}} in the command` };
  return {
    message: `the service called the sink at ${url} ${strangers.count} ${strangers.count === 1 ? 'time' : 'times'} (${strangers.last ?? ''}), and never with the nonce of an operation`,
    hint: 'put {{nonce}} into a field that the service passes on: the sink looks for it in the URL, the headers and the body of each call',
  };
}

function arrivalOf(facts: Facts): number | undefined {
  const call = facts.operations[0]?.downstream[0];
  const attempt = firstOf(facts);
  return call === undefined || attempt === undefined ? undefined : Math.max(0, call.arrivedAtMs - startOf(attempt));
}

/** All that the service asks for an operation had ended before it answered. */
function isAwaited(facts: Facts, calls: number): boolean {
  const answeredAtMs = firstOf(facts)?.endedAtMs ?? 0;
  const ended = facts.operations[0]?.downstream.filter(({ endedAtMs = Infinity }) => endedAtMs <= answeredAtMs) ?? [];
  return ended.length >= calls;
}

function firstOf({ operations }: Facts): AttemptFacts | undefined {
  const [operation]: readonly (OperationFacts | undefined)[] = operations;
  return operation?.attempts[0];
}
