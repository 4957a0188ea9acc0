import { UsageError } from '../check/options.js';

/** Several mistakes, told at once. */
class Mistakes extends UsageError {
  constructor(readonly all: readonly UsageError[]) {
    super(all.map(({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`)).join('\n'));
  }
}

/**
 * What comes of each item. Whoever has made three mistakes should not have to run three times to hear of them.
 *
 * @throws UsageError that tells all of them, where there are any
 */
export function collect<Item, Out>(items: Iterable<Item>, each: (item: Item) => Out): Out[] {
  const mistakes: UsageError[] = [];
  const results = collectInto(mistakes, items, each);
  refuse(mistakes);
  return results;
}

/** As {@link collect}, but that mistakes are put to those that there are, for the caller to tell with what else is wrong. */
export function collectInto<Item, Out>(mistakes: UsageError[], items: Iterable<Item>, each: (item: Item) => Out): Out[] {
  return [...items].flatMap((item) => {
    try {
      return [each(item)];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      mistakes.push(...(error instanceof Mistakes ? error.all : [error]));
      return [];
    }
  });
}

/** @throws UsageError where there are mistakes; what several levels inherit is one */
function refuse(mistakes: readonly UsageError[]): void {
  const [first, ...more] = [...new Map(mistakes.map((mistake) => [mistake.message, mistake])).values()];
  if (first === undefined) return;
  throw more.length === 0 ? first : new Mistakes([first, ...more]);
}
