/**
 * As `Promise.all`, but that it settles once all have: where one fails, the others are not left running behind the back of
 * whoever goes on.
 *
 * @throws the error of the first, in their order, that failed
 */
export async function allEnded<Value>(promises: readonly (Value | Promise<Value>)[]): Promise<Value[]> {
  const [only] = promises;
  if (promises.length === 1 && only !== undefined) return [await only];
  const ends = await Promise.allSettled(promises);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
