import type { Contract, Evidence, Note, Observation } from '../../model/index.js';
import { jsonEqual } from '../../model/index.js';
import type { Change } from '../merge.js';
import { changesOf, fieldOf, overlay, withChanges, without } from '../merge.js';
import { DEFAULT_LEASE_MS, DEFAULT_RESOURCE_ID, DEFAULT_RETENTION_MS, strictChoices } from '../presets/auto.js';
import { learnDownstream } from './downstream.js';
import { learnFailed } from './failed.js';
import { learnFinished } from './finished.js';
import { learnFlag } from './flag.js';
import { learnKeyFormat, learnMissingKey } from './keys.js';
import type { Learn, Lesson } from './lesson.js';
import { learnReplay } from './marker.js';
import { observe } from './observe.js';
import { learnOtherPayload, learnReordered } from './payload.js';
import { learnRestarted } from './restarted.js';
import { learnRunning } from './running.js';
import { learnStrangers } from './strangers.js';
import { learnSuccess } from './success.js';
import { learnVolatile } from './volatile.js';

export interface AdoptionInput {
  /** The preset, the file's contract, or `autoContract`. */
  readonly base: Contract;
  /** `named`: the contract is the law, and what differs from it is told. */
  readonly mode: 'auto' | 'named';
  /** Adopts nothing. With `auto`, where real systems differ the IETF draft's choices are the law. */
  readonly strict: boolean;
  /** What flags say; it beats the base and is never adopted over. Its `sources` count, and "flag" where it names none. */
  readonly explicit: Partial<Contract>;
  readonly evidence: readonly Evidence[];
}

export interface Adoption {
  /** A valid contract file. */
  readonly contract: Contract;
  readonly notes: readonly Note[];
  /** The evidence in its light form, classified under the contract that results. */
  readonly observations: readonly Observation[];
}

/** In this order, since later lessons read answers under what earlier ones adopted. */
const LESSONS: readonly Learn[] = [
  learnSuccess,
  learnVolatile,
  learnFlag,
  learnFinished,
  learnReplay,
  learnKeyFormat,
  learnRunning,
  learnOtherPayload,
  learnReordered,
  learnMissingKey,
  learnFailed,
  learnDownstream,
  learnStrangers,
  learnRestarted,
];

/**
 * The contract that a target is held to: base, flags, and what calibration saw where real systems differ. Pure.
 *
 * A choice is adopted only where all answers to its question agree. Never adopted: a second effect, a 5xx or silence for a
 * duplicate, a finished identical retry refused without the resource id, another caller's answer, a lost or changed Location,
 * Content-Type or member, but for a request id that is the answer's own and the times beside it.
 */
export function adoptContract(input: AdoptionInput): Adoption {
  const { mode, strict, explicit, evidence } = input;
  const learning = mode === 'auto' && !strict;
  const locked = new Set(changesOf(explicit).map(({ field }) => field));
  // These are only added to: what flags say of them stays in them.
  for (const field of ['resourceId', 'answers.discriminators']) locked.delete(field);
  let contract = startOf(input);
  const notes: Note[] = [];
  for (const learn of contract.natural === true ? [] : LESSONS) {
    for (const lesson of learn(evidence, contract)) {
      const outcome = apply(lesson, contract, (field) => learning && !locked.has(field));
      contract = outcome.contract;
      notes.push(...outcome.notes);
    }
  }
  return { contract, notes, observations: evidence.map((each) => observe(each, contract)) };
}

function startOf({ base, mode, strict, explicit }: AdoptionInput): Contract {
  const law = mode === 'auto' && strict && base.natural !== true ? overlay(base, strictChoices, 'default') : base;
  const asked = overlay(law, explicit, 'flag');
  if (asked.natural === true) return asked;
  const defaults = { resourceId: DEFAULT_RESOURCE_ID, retentionMs: DEFAULT_RETENTION_MS, leaseMs: DEFAULT_LEASE_MS };
  const missing = changesOf(defaults).filter(({ field }) => fieldOf(asked, field) === undefined);
  return withChanges(asked, missing, 'default');
}

function apply(lesson: Lesson, contract: Contract, free: (field: string) => boolean): { contract: Contract; notes: readonly Note[] } {
  if (lesson.kind === 'choice') return choose(lesson, contract, free);
  if (lesson.kind !== 'open') return { contract, notes: [{ kind: lesson.kind, text: lesson.text }] };
  const { field, text } = lesson;
  // What somebody promised is judged, seen or not.
  return free(field) && fieldOf(contract, field) !== undefined ? { contract: without(contract, field), notes: [{ kind: 'seen', text, field }] } : { contract, notes: [] };
}

function choose(lesson: Lesson & { kind: 'choice' }, contract: Contract, free: (field: string) => boolean): { contract: Contract; notes: readonly Note[] } {
  const { changes, text } = lesson;
  const pending = changes.filter(({ field, value }) => !jsonEqual(fieldOf(contract, field), value));
  const field = (pending[0] ?? changes[0])?.field ?? '';
  if (changes.every((change) => free(change.field))) {
    return { contract: withChanges(contract, changes, 'calibration'), notes: [{ kind: pending.length > 0 ? 'adopted' : 'seen', text, field }] };
  }
  const lawful = lesson.allows?.(contract) ?? pending.length === 0;
  const broken = lawful ? undefined : pending.find((change) => fieldOf(contract, change.field) !== undefined);
  return { contract, notes: [broken === undefined ? { kind: 'seen', text, field } : deviation(text, broken, contract)] };
}

function deviation(text: string, { field }: Change, contract: Contract): Note {
  return { kind: 'deviation', text: `${text}; the contract says ${field}: ${JSON.stringify(fieldOf(contract, field))}`, field };
}
