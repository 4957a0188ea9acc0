/** A tag in a text, as it is or percent-encoded: nothing is replaced in it. No tag stands in another. */
const TAG = '<masked:[^<>]*>|%3Cmasked%3A(?:[^&\\s%]|%(?!3C|3E))*%3E';

/** Secrets by their value, each with the tag that takes its place wherever it is repeated. */
export interface SecretValues {
  add(value: string, tag: string): void;
  clear(): void;
  /** The text with tags for secrets; values in `except` are left. */
  conceal(text: string, except?: ReadonlySet<string>): string;
  /** The same, and of long secrets their beginnings too: sentences cut short what they quote. */
  concealCut(text: string): string;
}

/** So much of a long secret is taken for it where the rest is cut off: less may be the beginning of anything. */
const BEGINNING = 32;


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
    concealCut(text) {
      const whole = this.conceal(text);
      return [...tags].reduce((shown, [value, tag]) => (value.length > BEGINNING && shown.includes(value.slice(0, BEGINNING)) ? shown.replaceAll(beginningOf(value), () => tag) : shown), whole);
    },
  };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}

/** What of a value may stand before a cut, from its beginning on. */
function beginningOf(value: string): RegExp {
  return new RegExp(`${literal(value.slice(0, BEGINNING))}[^\\s"'<>&]*`, 'g');
}
