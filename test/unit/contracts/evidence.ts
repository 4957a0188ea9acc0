/** Literal evidence: what a target of some kind would have answered to calibration. */
import { autoContract, adoptContract } from '../../../src/contracts/index.js';
import type { Adoption } from '../../../src/contracts/index.js';
import type { AdoptionInput } from '../../../src/contracts/index.js';
import type { Evidence, Exchange, Json, Note, RecordedResponse } from '../../../src/model/index.js';

const FIVE = [1, 2, 3, 4, 5];

export function answer(status: number, body: Json | string, headers: { readonly [name: string]: string } = {}): RecordedResponse {
  const json = typeof body !== 'string';
  return {
    status,
    headers: Object.entries({ ...(json ? { 'content-type': 'application/json' } : {}), ...headers }),
    body: json ? JSON.stringify(body) : body,
  };
}

/** The charge of the n-th pair. */
export const charge = (n: number): Json => ({ id: `ch_${String(n)}00`, amount: n });

export const created = (n: number, headers: { readonly [name: string]: string } = {}): RecordedResponse =>
  answer(201, charge(n), { location: `/charges/ch_${String(n)}00`, ...headers });

/** Five pairs, the n-th made by `pair`. Where a pair names no first answer, it was created. */
export function five(question: Evidence['question'], pair: (n: number) => Partial<Exchange>): Evidence {
  return { question, exchanges: FIVE.map((n) => ({ first: created(n), tookMs: 3, ...pair(n) })) };
}

export const auto = (evidence: readonly Evidence[], more: Partial<AdoptionInput> = {}): Adoption =>
  adoptContract({ base: autoContract, mode: 'auto', strict: false, explicit: {}, evidence, ...more });

export const texts = (notes: readonly Note[], ...kinds: readonly Note['kind'][]): string[] =>
  notes.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)).map(({ kind, text }) => `${kind}: ${text}`);
