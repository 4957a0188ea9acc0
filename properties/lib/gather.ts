/** As `flatMap`, ten times faster: it is called for each property and history, and mostly finds nothing. */
export function gather<Item, Found>(items: readonly Item[], find: (item: Item) => readonly Found[]): Found[] {
  const all: Found[] = [];
  for (const item of items) {
    for (const found of find(item)) all.push(found);
  }
  return all;
}
