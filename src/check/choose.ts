import { defineProperty, properties, propertyBreaches } from '../../properties/index.js';
import type { Property } from '../model/index.js';
import type { CommonOptions } from './options.js';
import { UsageError } from './options.js';
import type { Wanted } from './required.js';
import { readRequired } from './required.js';
import { didYouMean } from './target.js';

/** The properties of a run. */
export interface Chosen {
  readonly properties: readonly Property[];
  /** Ids of those that were chosen and take the core's place; absent: no choice was made among the kit's. */
  readonly instead?: readonly string[];
  /** Ids of those whose `unknown` is inconclusive, whatever the core is. */
  readonly required: readonly string[];
  /** Situations that a pass needs so many times. */
  readonly situations: readonly Wanted[];
}

type Choice = Pick<CommonOptions, 'properties' | 'skipProperties' | 'require'>;

/**
 * The properties that are judged: the kit's, unless some are chosen, and the user's own.
 *
 * @throws UsageError for a name that is no property's (or, where it is required, no situation's), and for a property of the user's that is none
 */
export function chooseProperties({ properties: given = [], skipProperties: skipped = [], require = [] }: Choice): Chosen {
  const own = given.filter((each) => typeof each !== 'string' && !properties.includes(each)) as readonly Property[];
  for (const property of own) insistOnProperty(property, own);
  const ids = [...properties, ...own].map(({ id }) => id);
  const names = given.map((each) => (typeof each === 'string' ? each : each.id));
  for (const [flag, list] of [['--property', names], ['--skip-property', skipped]] as const) for (const name of list) insistOn(name, flag, ids);
  const required = readRequired(require, ids);
  const isChosen = given.length > 0 && !properties.every(({ id }) => names.includes(id));
  return {
    // Made once more, for those that were written without it: a slip in a judgement must not be taken for a pass.
    properties: [...properties, ...own.map((property) => defineProperty(property))].filter(({ id }) => (!isChosen || names.includes(id)) && !skipped.includes(id)),
    ...(isChosen ? { instead: names } : {}),
    required: [...required.properties, ...own.map(({ id }) => id).filter((id) => !skipped.includes(id))],
    situations: required.situations,
  };
}

function insistOn(name: string, flag: string, ids: readonly string[]): void {
  if (!ids.includes(name)) throw new UsageError(`${flag} ${name}: there is no such property`, didYouMean(name, ids) ?? '"npx retryproof list" shows them');
}

function insistOnProperty(property: Property, own: readonly Property[]): void {
  const breaches = propertyBreaches(property);
  if (breaches.length > 0) throw new UsageError(`properties: what was given is no property:\n${breaches.map((breach) => `  ${breach}`).join('\n')}`, 'make it with defineProperty, as docs/writing-a-property.md shows');
  if (properties.some(({ id }) => id === property.id)) throw new UsageError(`properties: ${property.id} is a property of the kit's own`, 'give yours another id');
  if (own.filter(({ id }) => id === property.id).length > 1) throw new UsageError(`properties: two of them have the id ${property.id}`, 'ids are unique: reports go by them');
}
