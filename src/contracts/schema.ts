import * as v from 'valibot';
import type { Contract } from '../model/index.js';
import { breachesOf } from './breaches.js';
import { ContractError } from './error.js';
import { character, count, headerName, isPointer, isToken, milliseconds, pointer, resourcePlace, statusSet, text, timer } from './fields.js';

export { ContractError } from './error.js';

/** A member that may be left out, with the sentence that editors show for it. */
const may = <Schema extends v.GenericSchema>(schema: Schema, about: string) => v.exactOptional(v.pipe(schema, v.description(about)));

/** A key or a marker names a header or a place in the body, and `in` says which. */
const placed = ({ in: place, name }: { in: 'header' | 'body'; name: string }): boolean => (place === 'header' ? isToken(name) : isPointer(name));
const PLACED = 'is neither a header name (with "in": "header") nor a JSON Pointer (with "in": "body")';

const keyRules = v.pipe(
  v.strictObject({
    in: v.picklist(['header', 'body']),
    name: v.pipe(text, v.description('Header name, or JSON Pointer in the body.')),
    format: may(v.picklist(['raw', 'quoted', 'both']), 'quoted: a structured-field String (RFC 9651 §3.3.3).'),
    maxLength: may(count, 'Characters a key may have.'),
    characters: may(character, 'A regular expression of one lawful character, such as [!-~].'),
  }),
  v.forward(v.check(placed, PLACED), ['name']),
);

const discriminator = v.strictObject({
  class: v.picklist(['accepted', 'refused', 'in-flight', 'mismatch', 'transient', 'unclear']),
  statuses: may(statusSet, 'Only these statuses; absent: any.'),
  pointer: v.pipe(pointer, v.description('Where in the JSON body.')),
  equals: may(v.pipe(v.array(v.any()), v.minLength(1, 'is empty; leave it out where the member need only be there')), 'The value there is one of these; absent: it need only be there, and not be null.'),
  not: may(v.boolean(), 'Matches where it would not.'),
});

const answerRules = v.strictObject({
  accepted: may(statusSet, 'Done, or will be. Default 2xx.'),
  refused: may(statusSet, 'Definitely not done. Default: the rest of 4xx.'),
  inFlight: may(statusSet, 'The first is still running. Default 409.'),
  mismatch: may(statusSet, 'Another payload owns the key. Default 422.'),
  transient: may(statusSet, 'Lawful at any time, claims nothing. Default 408, 425, 429, 5xx.'),
  neverStored: may(statusSet, 'Never stored, even where their class is.'),
  discriminators: may(v.array(discriminator), 'Asked before the sets; the first that matches decides.'),
});

const replayRules = v.strictObject({
  finished: may(v.picklist(['replay', 'conflict-with-id']), 'What a finished identical retry gets.'),
  identity: may(v.picklist(['bytes', 'fields', 'current-state', 'none']), 'How alike accepted answers are.'),
  status: may(v.picklist(['same', '2xx']), 'The same status, or any 2xx.'),
  mayFinish: may(v.boolean(), 'A 202 may be followed by another 2xx with the same id, once the work is done (RFC 9110 §15.3.3).'),
  headers: may(v.array(headerName), 'Headers that are replayed, besides Location and Content-Type.'),
  ignoredHeaders: may(v.array(headerName), 'Headers of those that may change all the same.'),
  volatile: may(v.array(pointer), 'Members that differ at every answer.'),
});

const marker = v.pipe(
  v.strictObject({
    in: v.picklist(['header', 'body']),
    name: v.pipe(text, v.description('Header name, or JSON Pointer in the body.')),
    value: may(v.string(), 'Absent: being there is enough.'),
  }),
  v.forward(v.check(placed, PLACED), ['name']),
);

/** The schema of a contract file; `schema/contract.json` is made from it. */
export const contractSchema = v.pipe(
  v.strictObject({
    $schema: may(v.string(), 'For editors.'),
    version: v.literal(1),
    name: text,
    natural: may(v.boolean(), 'No key at all: the request itself is idempotent (RFC 9110 §9.2.2).'),
    key: may(keyRules, 'How the key is sent.'),
    scope: may(v.array(v.picklist(['principal', 'route', 'method'])), 'What a key is unique within.'),
    answers: may(answerRules, 'What statuses mean.'),
    inFlight: may(v.array(v.picklist(['conflict', 'wait', 'error'])), 'What an overlapping duplicate may get.'),
    mismatch: may(v.picklist(['reject', 'replay', 'execute', 'identity']), 'Another payload under a completed key. identity: the payload is part of the key.'),
    missingKey: may(v.picklist(['reject', 'execute']), 'A request without a key.'),
    stored: may(v.array(v.picklist(['2xx', '4xx', '5xx'])), 'Which answers are stored and replayed.'),
    failure: may(v.picklist(['replay', 're-run', 'poison']), 'What a retry of a failed operation does. poison: the key is burned.'),
    replay: may(replayRules, 'What a finished identical retry gets.'),
    equivalence: may(v.picklist(['bytes', 'json']), 'Which bodies are one request.'),
    marker: may(marker, 'What tells a replay from a first answer.'),
    resourceId: may(v.array(resourcePlace), 'Where the resource id stands; the first that is there counts.'),
    retentionMs: may(milliseconds, 'How long a key is remembered, in milliseconds.'),
    retentionFrom: may(v.picklist(['claim', 'commit', 'answer']), 'From which instant that is counted; absent: nothing is said, and nothing judged that depends on it.'),
    afterExpiry: may(v.picklist(['new', 'reject', 'may']), 'What a key gets after that time: executed anew, refused, or either.'),
    expiredStatuses: may(statusSet, 'The statuses of that rejection.'),
    leaseMs: may(milliseconds, 'How long an in-flight claim may outlive the attempt that made it, in milliseconds.'),
    waitMs: may(timer, 'How long a duplicate may be kept waiting for the first, in milliseconds.'),
    durability: may(v.picklist(['atomic', 'at-least-once', 'volatile']), 'What survives a restart.'),
    sources: may(v.record(v.string(), v.string()), 'Where each field comes from, by dotted name.'),
  }),
  v.forward(v.check((contract) => contract.natural !== true || contract.key === undefined, 'must be absent where "natural" is true: then there is no key'), ['key']),
);

/**
 * The contract in a parsed JSON value; `$schema` is left behind.
 *
 * @param where - what to call it in messages: a file name
 * @throws {@link ContractError} with all breaches at once, each with its JSON Pointer
 *
 * @example
 * ```ts
 * parseContract(JSON.parse(await readFile('contract.json', 'utf8')), 'contract.json');
 * ```
 */
export function parseContract(value: unknown, where: string): Contract {
  const parsed = v.safeParse(contractSchema, value);
  const breaches = breachesOf(value, contractSchema, parsed.issues ?? []);
  if (!parsed.success || breaches.length > 0) throw new ContractError(where, breaches);
  const { $schema: _, ...contract } = parsed.output;
  return contract;
}
