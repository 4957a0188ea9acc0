import type { Attempt, DownstreamAct, Fault, Instant, KeyChoice, Lane, Operation, Outage, Plan, Start, StrikeKind, Variant } from '../../model/index.js';
import { FRAMINGS, NOISES, operationsOf } from '../../model/index.js';
import { duration } from './style.js';

/** A plan in words, one line per operation, crowd, revocation and disruption. */
export function schedule(plan: Plan): string[] {
  const many = operationsOf(plan).length > 1;
  return [
    ...plan.steps.flatMap((step) => {
      if (step.kind === 'operation') return [operationLine(step.operation, many)];
      return step.kind === 'revoke' ? [`principal ${step.principal + 1} is revoked ${startText(step.start)} (${step.id})`] : [];
    }),
    ...plan.crowd.map(({ count, start }) => `${count} background operations ${startText(start)}`),
    ...plan.disruptions.map((each) => `${each.id}: ${'instance' in each ? `${DISRUPTED[each.kind]} instance ${each.instance + 1}${each.forMs === undefined ? '' : ` for ${each.forMs} ms`}` : outageText(each)}, ${startText(each.start)}`),
  ];
}

const DISRUPTED: { readonly [kind in StrikeKind]: string } = {
  kill: 'SIGKILL to',
  stop: 'SIGTERM to',
  restart: 'restart of',
  pause: 'SIGSTOP to',
};

function outageText({ of, how = 'refuse', durations: length, by = 0, skip = 0 }: Outage): string {
  switch (how) {
    case 'refuse':
      return `${of} gone for ${durations(length)} (connections reset, new ones too)`;
    case 'cut':
      return `connections to ${of} reset`;
    case 'lost-answer':
      return `the ${skip === 0 ? 'next answer' : `answer after the next ${skip === 1 ? 'one' : skip}`} of ${of} lost on each connection, and the connection with it, for ${durations(length)}`;
    case 'delay':
      return `${of} slower by ${durations(by)} each way, for ${durations(length)}`;
  }
}

/** A lane by its name, and what it does. */
export function laneText(lane: Lane): string {
  const how: { readonly [name in Lane]: string } = {
    pooled: 'ordinary connections that are kept alive',
    'raw-headers': 'the last byte of the headers held back, then all released at once',
    'raw-body': 'the last byte of the bodies held back, then all released at once',
    pipelined: 'all in one write on one connection',
    h2: 'HTTP/2: streams of one connection, all sent at once',
    'h2-data': 'HTTP/2: the last frame of each stream held back, then all released at once',
  };
  return `${lane} (${how[lane]})`;
}

function operationLine(operation: Operation, many: boolean): string {
  const about = [
    ...(many ? [`operation ${operation.id}`] : []),
    ...(operation.route > 0 ? [`route ${operation.route + 1}`] : []),
    ...(operation.principal > 0 ? [`principal ${operation.principal + 1}`] : []),
    ...(operation.body > 0 ? [`body ${operation.body + 1}`] : []),
    ...keyText(operation.key),
    ...(operation.parent === undefined ? [] : [`made from the answer to operation ${operation.parent}`]),
    ...(operation.copies === undefined ? [] : [`the payload of operation ${operation.copies}`]),
    ...(operation.filler === undefined ? [] : [`${operation.filler.length} more characters at ${operation.filler.pointer}`]),
  ];
  const attempts = [...operation.attempts.map(attemptText), ...(operation.downstream ?? []).flatMap(downstreamText)].join('; ');
  return about.length === 0 ? attempts : `${about.join(', ')}: ${attempts}`;
}

/** What becomes of the nth downstream call; nothing where that is what becomes of all. */
function downstreamText(act: DownstreamAct, index: number): string[] {
  const done = actText(act);
  return done === undefined ? [] : [`downstream call ${index + 1} ${done}`];
}

/** What a plan does with a downstream call, as a predicate; undefined where it is answered as any other. */
function actText({ kind, heldDurations }: DownstreamAct): string | undefined {
  if (kind === 'answer' && heldDurations === undefined) return undefined;
  return `${ACTS[kind]}${heldDurations === undefined ? '' : `, held for ${durations(heldDurations)}`}`;
}

const ACTS: { readonly [kind in DownstreamAct['kind']]: string } = {
  answer: 'answered',
  'fail-before': 'failed without effect (503)',
  'fail-after': 'failed after its effect (500)',
  'lose-before': 'reset without effect',
  'lose-after': 'reset after its effect',
};

function keyText(key: KeyChoice): string[] {
  switch (key.kind) {
    case 'fresh':
      return [];
    case 'near':
      return [`almost the key of operation ${key.of} (${key.change})`];
    case 'shared':
      return [`the key of operation ${key.of}`];
    case 'hostile':
      return [`the key ${JSON.stringify(key.text.length > 40 ? `${key.text.slice(0, 37)}…` : key.text)}`];
    case 'absent':
      return ['no key'];
    case 'empty':
      return ['an empty key'];
  }
}

function attemptText(attempt: Attempt): string {
  const details = attemptDetails(attempt.fault, attempt.variant, attempt.instance);
  return `${attempt.id} ${startText(attempt.start)}${details.length === 0 ? '' : `, ${details.join(', ')}`}`;
}

/** What is special about an attempt: its fault, its variant, its instance. */
export function attemptDetails(fault: Fault | undefined, variant: Variant | undefined, instance = 0): string[] {
  return [
    ...(fault === undefined ? [] : [faultText(fault)]),
    ...(variant?.payload === undefined ? [] : [payloadText(variant.payload)]),
    ...(variant?.spelling === undefined ? [] : [`${variant.spelling} body`]),
    ...(variant?.method === undefined ? [] : [`as ${variant.method}`]),
    ...(variant?.noise ?? []).map((noise) => NOISES[noise]),
    ...(variant?.framing === undefined ? [] : [FRAMINGS[variant.framing]]),
    ...(instance > 0 ? [`instance ${instance + 1}`] : []),
  ];
}

function payloadText(payload: NonNullable<Variant['payload']>): string {
  switch (payload.kind) {
    case 'redrawn':
      return 'another payload';
    case 'nonce':
      return 'another nonce';
    case 'literal':
      return `another value at ${payload.pointer}`;
    case 'invalid':
      return `without ${payload.pointer}`;
  }
}

function startText(start: Start): string {
  switch (start.kind) {
    case 'begin':
      return start.durations === 0 ? 'at once' : `after ${durations(start.durations)}`;
    case 'together':
      return `together with ${start.as}`;
    case 'during':
      return `${durations(start.durations)}${start.pauseMs === undefined ? '' : ` and ${start.pauseMs} ms`} after ${start.of} ${start.of.startsWith('d') ? 'began' : 'was sent'}`;
    case 'since':
      return `${pauseText(start.delayMs)} after ${start.of} was sent`;
    case 'after':
      return start.pauseMs === 0 ? `after ${start.of} ended` : `${pauseText(start.pauseMs)} after ${start.of} ended`;
    case 'held':
      return `while the effect of ${start.of} is being applied`;
  }
}

/** As it was drawn, unless nobody would read that. */
function pauseText(ms: number): string {
  return ms < 60_000 ? `${ms} ms` : duration(ms);
}

function durations(count: number): string {
  return `${Number(count.toFixed(2))} durations`;
}

function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'request-lost':
      return 'request lost';
    case 'response-withheld':
      return 'response withheld';
    case 'close':
      return `closed (FIN) ${instantText(fault.at)}`;
    case 'reset':
      return `reset (RST) ${instantText(fault.at)}`;
    case 'body-stalled':
      return `body stalled for ${durations(fault.durations)}, then ${fault.ending === 'cut' ? 'cut' : 'finished'}`;
    case 'response-cut':
      return 'response cut short';
    case 'doubled':
      return 'delivered twice';
  }
}

function instantText(at: Instant): string {
  if (typeof at === 'object') return `${Number(at.fraction.toFixed(2))} durations after the flush`;
  return { flush: 'at flush', 'first-byte': 'at the first byte of the answer', 'mid-body': 'in the middle of the body', 'mid-response': 'in the middle of the answer' }[at];
}
