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
  const known = new WeakMap<Subject, Result>();
  return (subject) => {
    if (known.has(subject)) return known.get(subject) as Result;
    const result = compute(subject);
    known.set(subject, result);
    return result;
  };
}

/** As {@link once}, for a function of facts and one of their operations: an operation belongs to one history only. */
export function oncePer<Facts extends object, Subject extends object, Result>(compute: (facts: Facts, subject: Subject) => Result): (facts: Facts, subject: Subject) => Result {
  const known = new WeakMap<Subject, { readonly facts: Facts; readonly result: Result }>();
  return (facts, subject) => {
    const last = known.get(subject);
    // The same operation may be judged under other facts, such as another contract.
    if (last?.facts === facts) return last.result;
    const result = compute(facts, subject);
    known.set(subject, { facts, result });
    return result;
  };
}
