/** A tag in a text, as it is or percent-encoded: nothing is replaced in it. */
const TAG = '<masked:[^<>]*>|%3Cmasked%3A[^&\\s]*?%3E';

/** Secrets by their value, each with the tag that takes its place wherever it is repeated. */
export interface SecretValues {
  add(value: string, tag: string): void;
  clear(): void;
  /** The text with tags for secrets; values in `except` are left. */
  conceal(text: string, except?: ReadonlySet<string>): string;
}

/** @param most - how many are remembered, the latest; default all */
export function secretValues(most = Infinity): SecretValues {
  const tags = new Map<string, string>();
  let pattern: RegExp | undefined;
  return {
    add(value, tag) {
      if (tags.get(value) !== tag) pattern = undefined;
      tags.delete(value);
      tags.set(value, tag);
      const [oldest] = tags.keys();
      if (tags.size <= most || oldest === undefined) return;
      tags.delete(oldest);
      pattern = undefined;
    },
    clear() {
      tags.clear();
      pattern = undefined;
    },
    conceal(text, except) {
      if (tags.size === 0) return text;
      // The longest first: one secret may begin with another.
      pattern ??= new RegExp([TAG, ...[...tags.keys()].toSorted((a, b) => b.length - a.length).map(literal)].join('|'), 'g');
      return text.replaceAll(pattern, (found) => (except?.has(found) === true ? found : (tags.get(found) ?? found)));
    },
  };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
