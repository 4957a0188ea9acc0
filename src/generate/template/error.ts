/**
 * A template is wrong. The message says where, what was wrong and what would be right; `place` and `hint` are its parts.
 *
 * @example
 * ```ts
 * new TemplateError('--body, at /amount', 'unknown placeholder {{itn 1 5}}', 'Did you mean {{int 1 5}}?');
 * ```
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(
    readonly place: string,
    readonly problem: string,
    readonly hint: string,
  ) {
    super(`${place}: ${problem}. ${hint}`);
  }
}

/**
 * The known name nearest to a mistyped one, or undefined where none is near.
 *
 * @example
 * ```ts
 * nearestName('itn', ['int', 'pick']); // 'int'
 * ```
 */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
