import type { Contract, DownstreamEvent, Fault, History, HistoryEvent, InvokeEvent, Phase } from '../../model/index.js';
import { readAnswer } from '../../model/index.js';
import type { Owners } from './owners.js';
import { ownersOf } from './owners.js';
import { attemptDetails } from './schedule.js';
import { duration } from './style.js';

/** What happened at one time in one lane. */
export interface Cell {
  readonly atMs: number;
  /** Attempt id, or undefined for what concerns all: effects, settling, a crowd. */
  readonly lane: string | undefined;
  readonly text: string;
  /** What says most where the text does not fit. */
  readonly short?: string;
  readonly tone: 'plain' | 'good' | 'bad' | 'loss' | 'effect' | 'quiet';
}

const PHASES: { readonly [phase in Phase]: string } = {
  setup: 'setup',
  plan: '',
  settle: 'retry',
  control: 'fresh key',
  resend: 'late retry',
  revoke: 'revoke',
};

/** Heads of the lanes: `a1 POST /charges`, and what is special about the attempt. */
export function laneTitle(invoke: InvokeEvent): readonly [name: string, about: string] {
  const details = attemptDetails(invoke.fault, invoke.variant, invoke.instance);
  const phase = PHASES[invoke.phase];
  const caller = invoke.principal > 0 ? [`principal ${invoke.principal + 1}`] : [];
  const about = [...(phase === '' ? [] : [phase]), ...details, ...caller, ...(invoke.payload > 0 ? [`payload ${invoke.payload + 1}`] : [])];
  return [`${invoke.attempt} ${invoke.request.method}`, about.join(', ')];
}

/** Everything that a timeline shows, in order: events that say nothing new are left out. */
export function cellsOf({ head, events }: History, operations: ReadonlySet<number>): Cell[] {
  const readings = new Map<string, string>();
  const owners = ownersOf(events, operations);
  const many = new Set(events.flatMap((event) => (event.type === 'probe' && operations.has(event.operation) && event.probe !== 'state' ? [event.probe] : []))).size > 1;
  return events.flatMap((event): Cell[] => {
    if (event.type === 'probe') return operations.has(event.operation) ? probeCell(event, readings, owners, many) : [];
    return cellOf(event, head.contract, events);
  });
}

function cellOf(event: HistoryEvent, contract: Contract, events: readonly HistoryEvent[]): Cell[] {
  const { atMs } = event;
  switch (event.type) {
    case 'invoke':
      return [{ atMs, lane: event.attempt, text: '┌ invoke', tone: 'plain' }];
    case 'sent':
      return [{ atMs, lane: event.attempt, text: '├ sent', tone: 'quiet' }];
    case 'first-byte':
      return [{ atMs, lane: event.attempt, text: '├ first byte', tone: 'quiet' }];
    case 'fault': {
      const invoke = events.find((each) => each.type === 'invoke' && each.attempt === event.attempt) as InvokeEvent | undefined;
      return [{ atMs, lane: event.attempt, text: `✗ ${shortFault(invoke?.fault)}`, tone: 'loss' }];
    }
    case 'complete':
      return [completeCell(event, contract)];
    case 'settling':
      return [{ atMs, lane: undefined, text: 'settling', tone: 'quiet' }];
    case 'crowd':
      return [{ atMs, lane: undefined, text: `crowd of ${event.count} ${event.what}s`, tone: 'quiet' }];
    case 'clock':
      return [{ atMs, lane: undefined, text: `the target's clock goes on by ${duration(event.byMs)}`, tone: 'plain' }];
    case 'reused':
      return [{ atMs, lane: undefined, text: 'another plan has the same resource', tone: 'quiet' }];
    case 'disruption':
      return [{ atMs, lane: undefined, text: event.what, tone: 'bad' }];
    case 'downstream':
      return downstreamCell(event, events);
    case 'note':
      return [{ atMs, lane: undefined, text: event.text, tone: 'bad' }];
    default:
      return [];
  }
}

/** Calls are numbered as they arrive, whatever their number in the run. */
function downstreamCell(event: DownstreamEvent, events: readonly HistoryEvent[]): Cell[] {
  const { atMs, what, call } = event;
  const number = events.filter((each) => each.type === 'downstream' && each.what === 'arrives').findIndex((each) => 'call' in each && each.call === call) + 1;
  if (what === 'ends') {
    const how = { answered: `answered ${event.status ?? ''}`, failed: `failed ${event.status ?? ''}`, reset: 'reset', 'given-up': 'given up' }[event.ending];
    return [{ atMs, lane: undefined, text: `◂ call ${number} ${how}`, tone: event.ending === 'answered' ? 'quiet' : 'loss' }];
  }
  const effect = { applied: 'applied', again: event.otherBody === true ? 'other body, known by its key' : 'known by its key', none: 'no effect' }[event.effect];
  return [{ atMs, lane: undefined, text: `▸ call ${number}${event.key === undefined ? '' : ` (key ${event.key})`} ${effect}`, tone: 'effect' }];
}

/** The lane's head has the whole fault; here only what to look for. */
function shortFault(fault: Fault | undefined): string {
  if (fault === undefined) return 'fault';
  return { 'request-lost': 'request lost', 'response-withheld': 'withheld', close: 'closed (FIN)', reset: 'reset (RST)', 'body-stalled': 'body stalled', 'response-cut': 'answer cut', doubled: 'doubled' }[fault.kind];
}

function completeCell(event: Extract<HistoryEvent, { type: 'complete' }>, contract: Contract): Cell {
  const { atMs, attempt: lane, response } = event;
  if (response === undefined) {
    const reason = event.reason ?? 'other';
    return { atMs, lane, text: event.outcome === 'fail' ? `✗ not sent: ${reason}` : reason === 'fault' ? '✗ lost' : `✗ lost: ${reason}`, short: `✗ ${reason}`, tone: 'loss' };
  }
  const { id } = readAnswer(response, contract, () => 'unclear');
  const whose = id === undefined ? '' : ` ${id}`;
  if (event.withheld === true) return { atMs, lane, text: `✗ ${response.status}${whose} withheld`, short: `✗ ${response.status} withheld`, tone: 'loss' };
  return { atMs, lane, text: `└ ${response.status}${whose}`, tone: response.status < 400 ? 'good' : 'bad' };
}

/** A reading, where it differs from the one before it or is the last word. */
function probeCell(event: Extract<HistoryEvent, { type: 'probe' }>, seen: Map<string, string>, owners: Owners, many: boolean): Cell[] {
  const what = event.wrong ?? (event.probe === 'state' ? `state ${JSON.stringify(event.state ?? null)}` : effectsText(event.count ?? 0));
  const slot = `${event.operation} ${event.probe} ${event.nonce} ${event.when === 'control'}`;
  if (seen.get(slot) === what && event.when !== 'settled') return [];
  seen.set(slot, what);
  const whose = event.when === 'control' ? 'control: ' : owners(event);
  // As the sentence names it.
  const which = many && event.probe !== 'state' ? `probe ${event.probe + 1}: ` : '';
  const when = event.when === 'settled' ? ', settled' : event.when === 'final' ? ', at the end' : '';
  const tone = event.wrong !== undefined || (event.count ?? 0) > 1 ? 'bad' : 'effect';
  // A whole state does not fit into a column, and the sentence says where two of them differ.
  const text = event.wrong === undefined && event.probe === 'state' ? 'state read' : what;
  return [{ atMs: event.atMs, lane: undefined, text: `◆ ${which}${whose}${text}${when}`, tone }];
}

function effectsText(count: number): string {
  return count === 0 ? 'no effect' : `${count} ${count === 1 ? 'effect' : 'effects'}`;
}
