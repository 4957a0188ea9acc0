import type { WireReason } from '../../src/model/index.js';
import type { AdapterBreach } from './error.js';
import { shown } from './error.js';
import { isObject } from './shape.js';

const REASONS: { readonly [reason in WireReason]: true } = {
  refused: true, unresolved: true, unreachable: true, tls: true, timeout: true, closed: true, reset: true, fault: true, garbage: true, 'too-large': true, 'wrong-protocol': true, interrupted: true, other: true,
};

/** What is wrong with how an attempt was ended. */
export function completionBreaches(given: unknown): AdapterBreach[] {
  if (!isObject(given)) return [{ at: '', text: `${shown(given)} is no completion: { outcome: 'ok', response } or { outcome: 'fail' or 'info', reason, detail }` }];
  const { outcome } = given;
  if (outcome === 'ok') return responseBreaches(given['response']);
  if (outcome === 'fail' || outcome === 'info') return reasonBreaches(given);
  return [{ at: 'outcome', text: `${shown(outcome)} is no outcome; it is ok (a complete response), fail (certainly not applied) or info (it may have been applied)` }];
}

function reasonBreaches({ reason, detail }: { readonly [member: string]: unknown }): AdapterBreach[] {
  const known = typeof reason === 'string' && Object.hasOwn(REASONS, reason);
  return [
    ...(known ? [] : [{ at: 'reason', text: `${shown(reason)} is no reason; known are ${Object.keys(REASONS).join(', ')}` }]),
    ...(typeof detail === 'string' ? [] : [{ at: 'detail', text: `${shown(detail)} is no text; it says what happened, for people` }]),
  ];
}

function responseBreaches(response: unknown): AdapterBreach[] {
  if (!isObject(response)) return [{ at: 'response', text: `${shown(response)} is no response: { status, headers, body }` }];
  const { status, headers, body } = response;
  const final = Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599;
  return [
    ...(final ? [] : [{ at: 'response.status', text: `${shown(status)} is no status; it is a whole number from 200 to 599` }]),
    ...headersBreaches(headers),
    ...(body instanceof Uint8Array ? [] : [{ at: 'response.body', text: `${shown(body)} is no Uint8Array; of a text it is Buffer.from(text)` }]),
  ];
}

function headersBreaches(headers: unknown): AdapterBreach[] {
  if (!Array.isArray(headers)) return [{ at: 'response.headers', text: `${shown(headers)} is no list of pairs; of an object it is Object.entries(headers)` }];
  return headers.flatMap((pair: unknown, index) => {
    const at = `response.headers[${index}]`;
    const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof name !== 'string' || typeof value !== 'string') return [{ at, text: `${shown(pair)} is no pair of texts: [name, value]` }];
    return name === name.toLowerCase() ? [] : [{ at, text: `the name ${name} is not in lower case` }];
  });
}
