import { UsageError } from '../../check/options.js';
import { didYouMean } from '../../check/target.js';
import type { Leaf } from './leaves.js';

/**
 * The leaves that names on the command line choose, in the order of the names; all of them where none is given. A
 * target's name chooses all its operations.
 *
 * @throws UsageError for a name that is not there, with the nearest that is
 */
export function chooseLeaves(leaves: readonly Leaf[], names: readonly string[], file: string): readonly Leaf[] {
  if (names.length === 0) return leaves;
  const chosen = names.flatMap((name) => {
    const found = leaves.filter((leaf) => leaf.name === name || leaf.name?.startsWith(`${name}.`) === true);
    if (found.length === 0) throw unknownName(name, leaves, file);
    return found;
  });
  return [...new Set(chosen)];
}

function unknownName(name: string, leaves: readonly Leaf[], file: string): UsageError {
  const known = [...new Set(leaves.flatMap((leaf) => (leaf.name === undefined ? [] : [leaf.name.replace(/\..*$/, ''), leaf.name])))];
  if (known.length === 0) return new UsageError(`${file} names no "${name}": it describes one target, and that has no name`, 'leave the name away, or put the target under "targets"');
  const operation = known.find((each) => each.endsWith(`.${name}`));
  const hint = operation === undefined ? didYouMean(name, known) : `did you mean ${operation}?`;
  return new UsageError(`${file} names no "${name}"`, hint ?? `it names ${known.join(', ')}; a URL begins with http:// or https://`);
}
