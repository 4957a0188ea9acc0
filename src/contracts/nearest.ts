/** The choice that was perhaps meant: the same but for case and separators, a beginning, or at most a third of it mistyped. */
export function nearest(name: string, choices: readonly string[]): string | undefined {
  const plain = plainly(name);
  const ranked = choices
    .map((choice) => ({ choice, cost: costOf(plain, plainly(choice)) }))
    .filter(({ choice, cost }) => cost <= Math.max(1, Math.floor(choice.length / 3)))
    .toSorted((left, right) => left.cost - right.cost);
  return ranked[0]?.choice;
}

const plainly = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

function costOf(name: string, choice: string): number {
  if (name.length >= 4 && (choice.startsWith(name) || name.startsWith(choice))) return 1;
  return edits(name.slice(0, 40), choice);
}

/** Levenshtein's distance. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const change = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
