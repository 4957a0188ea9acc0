import { properties } from '../../properties/index.js';
import type { Property } from '../model/index.js';
import type { CheckOptions } from './options.js';
import { UsageError } from './options.js';
import { didYouMean } from './target.js';

/**
 * The properties that are judged.
 *
 * @throws UsageError for a name that is no property's
 */
export function chooseProperties(options: Pick<CheckOptions, 'properties' | 'skipProperties' | 'require'>): readonly Property[] {
  const { properties: only, skipProperties: skipped = [], require = [] } = options;
  for (const [flag, names] of [['--property', only ?? []], ['--skip-property', skipped], ['--require', require]] as const) for (const name of names) insistOn(name, flag);
  return properties.filter(({ id }) => (only === undefined || only.length === 0 || only.includes(id)) && !skipped.includes(id));
}

function insistOn(name: string, flag: string): void {
  const ids = properties.map(({ id }) => id);
  if (!ids.includes(name)) throw new UsageError(`${flag} ${name}: there is no such property`, didYouMean(name, ids) ?? '"npx retryproof list" shows them');
}
