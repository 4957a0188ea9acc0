/** As `flatMap`, ten times faster: it is called for each property and history, and mostly finds nothing. */
export function gather<Item, Found>(items: readonly Item[], find: (item: Item) => readonly Found[]): Found[] {
  const all: Found[] = [];
  for (const item of items) {
    for (const found of find(item)) all.push(found);
  }
  return all;
}

/** The items of the one, then those of the other: one of the two mostly has none. */
export function both<Item>(one: readonly Item[], other: readonly Item[]): readonly Item[] {
  if (other.length === 0) return one;
  return one.length === 0 ? other : [...one, ...other];
}
