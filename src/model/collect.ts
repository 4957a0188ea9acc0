/** Items by a key, each group in their order. */
export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The object without its undefined members: what `exactOptionalPropertyTypes` asks for. */
export function defined<Members extends object>(members: Members): { [Name in keyof Members]: Exclude<Members[Name], undefined> } {
  // A loop: this is called several times for every request.
  const kept: { [name: string]: unknown } = {};
  for (const name of Object.keys(members)) {
    const value = members[name as keyof Members];
    if (value !== undefined) kept[name] = value;
  }
  return kept as never;
}
