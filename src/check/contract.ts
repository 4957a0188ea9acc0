import { presetOf, presets } from '../contracts/index.js';
import { ContractError, parseContract } from '../contracts/schema.js';
import type { Contract } from '../model/index.js';
import type { CommonOptions } from './options.js';
import { UsageError } from './options.js';
import { didYouMean } from './target.js';

/** Where the key goes when nobody says: the header of the IETF draft and of most services. */
const DEFAULT_KEY: NonNullable<Contract['key']> = { in: 'header', name: 'Idempotency-Key' };

/** The contract to start from, and what the flags say of it. */
export interface StartingContract {
  readonly base: Contract;
  readonly mode: 'auto' | 'named';
  /** What flags say; it beats the base. */
  readonly explicit: Partial<Contract>;
}

/**
 * Where the options lead: `auto`, a preset by name, or a contract file's value.
 *
 * @throws UsageError for an unknown name; ContractError for a value that is no contract
 */
export function startingContract(options: CommonOptions): StartingContract {
  const { contract = 'auto' } = options;
  if (typeof contract !== 'string') {
    return { base: parseContract(contract, '--contract'), mode: 'named', explicit: flagsOf(options) };
  }
  if (contract === 'auto') {
    if (isNatural(options)) return { base: preset('natural'), mode: 'auto', explicit: flagsOf(options) };
    return { base: { ...preset('auto'), key: DEFAULT_KEY }, mode: 'auto', explicit: flagsOf(options) };
  }
  return { base: preset(contract), mode: 'named', explicit: flagsOf(options) };
}

/**
 * Of a contract that came from a file.
 *
 * @param where - the file, and where it was named
 * @throws UsageError that lists everything that is wrong with it
 */
export function insistOnContract(value: unknown, where: string): void {
  try {
    parseContract(value, where);
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(error.message);
    throw error;
  }
}

/** PUT and DELETE with no key flag promise what RFC 9110 §9.2.2 says. */
function isNatural({ method = 'POST', keyHeader, keyField, key }: CommonOptions): boolean {
  return /^(put|delete)$/i.test(method) && keyHeader === undefined && keyField === undefined && key === undefined;
}

function preset(name: string): Contract {
  const known = presetOf(name);
  if (known !== undefined) return known.contract;
  const names = presets.map((each) => each.name);
  throw new UsageError(`--contract ${name}: there is no such contract`, didYouMean(name, names) ?? `give one of ${names.join(', ')}, or a file`);
}

function flagsOf(options: CommonOptions): Partial<Contract> {
  const { id, success, retentionMs, leaseMs, keyHeader, keyField, keyFormat } = options;
  // Only what a flag names: the rest is the contract's own.
  const key = {
    ...(keyField === undefined ? (keyHeader === undefined ? {} : { in: 'header', name: keyHeader }) : { in: 'body', name: keyField }),
    ...(keyFormat === undefined ? {} : { format: keyFormat }),
  };
  return {
    ...(id === undefined ? {} : { resourceId: [id] }),
    ...(success === undefined ? {} : { answers: successRules(success) }),
    ...(retentionMs === undefined ? {} : { retentionMs }),
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(Object.keys(key).length === 0 ? {} : { key: key as NonNullable<Contract['key']> }),
  };
}

/**
 * A status set, or a pointer that is there (and true) only in successes, for services that answer 200 to everything. What is no
 * success may be a refusal, a conflict in flight or a passing failure: nothing tells them apart, so it claims nothing.
 */
function successRules(success: string): NonNullable<Contract['answers']> {
  if (!success.startsWith('/')) return { accepted: success.split(',').map((status) => status.trim()) };
  return {
    discriminators: [
      { class: 'unclear', statuses: ['2xx'], pointer: success, equals: [false, null] },
      { class: 'unclear', statuses: ['2xx'], pointer: success, not: true },
    ],
  };
}
