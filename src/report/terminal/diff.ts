import type { Answer, Contract, Finding, History, InvokeEvent } from '../../model/index.js';
import { bodyText, differingNames, leavesOf, readAnswer, requestMembers } from '../../model/index.js';
import type { Style } from './style.js';
import { fit, plural } from './style.js';

const MOST_LINES = 16;

/** The first answer against the other, what differs and nothing else; empty where the violation compares none. */
export function answersDiff({ history, violation }: Finding, style: Style): string[] {
  if (violation.compare === undefined) return [];
  const [firstId, otherId] = violation.compare;
  const first = answerOf(history, firstId);
  const other = answerOf(history, otherId);
  if (first === undefined || other === undefined) return [];
  return difference([firstId, leaves(first, history.head.contract)], [otherId, leaves(other, history.head.contract)], 'field', style);
}

/** How the requests of two witnesses differ, where they sent different payloads under one key. */
export function requestsDiff({ history, violation }: Finding, style: Style): string[] {
  const [first, other] = (violation.compare ?? violation.attempts.slice(0, 2)).map((id) => invokeOf(history, id));
  if (first === undefined || other === undefined || first.operation !== other.operation || first.payload === other.payload) return [];
  return difference([first.attempt, membersOf(first)], [other.attempt, membersOf(other)], 'member', style);
}

type Side = readonly [attempt: string, texts: ReadonlyMap<string, string>];

function difference([firstId, left]: Side, [otherId, right]: Side, noun: string, style: Style): string[] {
  const differing = differingNames(left, right);
  const equal = new Set([...left.keys(), ...right.keys()]).size - differing.length;
  const width = Math.min(40, Math.max(...differing.map((name) => name.length), 8));
  const lines = differing.flatMap((name) => [
    ...side('-', name, left.get(name), width, style.colors.red, style),
    ...side('+', name, right.get(name), width, style.colors.green, style),
  ]);
  const more = lines.length > MOST_LINES ? [style.colors.dim(`… and ${lines.length - MOST_LINES} lines more`)] : [];
  return [
    `${style.colors.red(`- ${firstId}`)} against ${style.colors.green(`+ ${otherId}`)}`,
    ...lines.slice(0, MOST_LINES),
    ...more,
    style.colors.dim(differing.length === 0 ? `no difference in ${plural(equal, noun)}` : `  ${plural(equal, noun)} equal`),
  ];
}

function side(sign: string, name: string, value: string | undefined, width: number, paint: (text: string) => string, style: Style): string[] {
  if (value === undefined) return [];
  // An error page has lines, and may hold whatever else moves a cursor.
  return [paint(fit(`${sign} ${name.padEnd(width)}  ${value.replaceAll(/\p{Cc}+\s*/gu, ' ')}`, style.width - 6))];
}

function answerOf(history: History, attempt: string): Answer | undefined {
  const event = history.events.find((each) => each.type === 'complete' && each.attempt === attempt);
  if (event?.type !== 'complete' || event.response === undefined) return undefined;
  return readAnswer(event.response, history.head.contract, () => 'unclear');
}

/** Status, the headers that matter, and each leaf of the body's tree, as texts. */
function leaves(answer: Answer, contract: Contract): Map<string, string> {
  const out = new Map<string, string>([['status', String(answer.status)]]);
  const marker = contract.marker?.in === 'header' ? [contract.marker.name] : [];
  for (const name of ['location', 'content-type', 'set-cookie', 'retry-after', ...(contract.replay?.headers ?? []), ...marker]) {
    const value = answer.headers[name.toLowerCase()];
    if (value !== undefined) out.set(name.toLowerCase(), value);
  }
  if (answer.tree === undefined) out.set('body', answer.text);
  else for (const [name, value] of leavesOf(answer.tree, 'body')) out.set(name, value);
  return out;
}

function invokeOf({ events }: History, attempt: string): InvokeEvent | undefined {
  return events.find((event) => event.type === 'invoke' && event.attempt === attempt) as InvokeEvent | undefined;
}

function membersOf({ request }: InvokeEvent): ReadonlyMap<string, string> {
  return requestMembers({ method: request.method, path: request.path, body: bodyText(request.body) });
}
