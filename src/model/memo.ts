/**
 * A function of one object that never changes, computed once for it: the same questions are asked of the same
 * plan, contract or body. The result must not be changed by whoever gets it.
 *
 * @example
 * ```ts
 * const placesOf = once((contract: Contract) => contract.resourceId.map(placeOf));
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
 * As {@link once}, for a function of facts or of a plan: it keeps what it said of the last ones only. Histories are judged one
 * after the other, and an entry in a WeakMap for each question about each is what collecting garbage then takes longest over.
 */
export function onceFor<Facts extends object, Result>(compute: (facts: Facts) => Result): (facts: Facts) => Result {
  let last: { readonly facts: Facts; readonly result: Result } | undefined;
  return (facts) => {
    if (last?.facts !== facts) last = { facts, result: compute(facts) };
    return last.result;
  };
}

/**
 * As {@link onceFor}, for a function of facts and one of their operations. Lists by id, and not a map: in a long history the
 * maps of all such functions would be most of what its judging leaves behind. Where two subjects have one id, the last one is
 * remembered.
 */
export function oncePer<Facts extends object, Subject extends { readonly id: number }, Result extends object>(compute: (facts: Facts, subject: Subject) => Result): (facts: Facts, subject: Subject) => Result {
  let known: { readonly facts: Facts; readonly first: Subject; readonly result: Result } | undefined;
  let more: { readonly subjects: Subject[]; readonly results: Result[] } | undefined;
  return (facts, subject) => {
    if (known?.facts !== facts) {
      // Most histories have one operation: it needs no lists.
      const result = compute(facts, subject);
      known = { facts, first: subject, result };
      more = undefined;
      return result;
    }
    if (known.first === subject) return known.result;
    more ??= { subjects: [], results: [] };
    const { subjects, results } = more;
    if (subjects[subject.id] !== subject) {
      results[subject.id] = compute(facts, subject);
      subjects[subject.id] = subject;
    }
    return results[subject.id] as Result;
  };
}
