/**
 * A function of one object that never changes, computed once for it: the same questions are asked of the same
 * plan, facts or answer. The result must not be changed by whoever gets it.
 *
 * @example
 * ```ts
 * const soleOperations = once((facts: Facts) => facts.operations.filter(isSole));
 * ```
 */
export function once<Subject extends object, Result>(compute: (subject: Subject) => Result): (subject: Subject) => Result {
  const known = new WeakMap<Subject, { readonly result: Result }>();
  return (subject) => {
    let entry = known.get(subject);
    if (entry === undefined) {
      entry = { result: compute(subject) };
      known.set(subject, entry);
    }
    return entry.result;
  };
}

/**
 * As {@link once}, for a function of facts and one of their operations. Only what was asked of the last facts is kept:
 * histories are judged one after the other, and an entry in a WeakMap for every operation is what collecting garbage
 * then takes longest over.
 */
export function oncePer<Facts extends object, Subject extends object, Result extends object>(compute: (facts: Facts, subject: Subject) => Result): (facts: Facts, subject: Subject) => Result {
  let last: { readonly facts: Facts; readonly results: Map<Subject, Result> } | undefined;
  return (facts, subject) => {
    last = last?.facts === facts ? last : { facts, results: new Map<Subject, Result>() };
    const { results } = last;
    const known = results.get(subject);
    if (known !== undefined) return known;
    const result = compute(facts, subject);
    results.set(subject, result);
    return result;
  };
}
