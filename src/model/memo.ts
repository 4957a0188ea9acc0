/**
 * A function of one object that never changes, computed once for it: the same questions are asked of the same
 * plan, contract or body. The result must not be changed by whoever gets it.
 *
 * @example
 * ```ts
 * const operationsOf = once((plan: Plan) => plan.steps.filter(isOperation));
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
 * As {@link once}, for a function of facts: it keeps what it said of the last ones only. Histories are judged one after the
 * other, and an entry in a WeakMap for each question about each is what collecting garbage then takes longest over.
 */
export function onceFor<Facts extends object, Result>(compute: (facts: Facts) => Result): (facts: Facts) => Result {
  let last: { readonly facts: Facts; readonly result: Result } | undefined;
  return (facts) => {
    if (last?.facts !== facts) last = { facts, result: compute(facts) };
    return last.result;
  };
}

/** As {@link onceFor}, for a function of facts and one of their operations. */
export function oncePer<Facts extends object, Subject extends object, Result extends object>(compute: (facts: Facts, subject: Subject) => Result): (facts: Facts, subject: Subject) => Result {
  let known: { readonly facts: Facts; readonly first: Subject; readonly result: Result; more: Map<Subject, Result> | undefined } | undefined;
  return (facts, subject) => {
    if (known?.facts !== facts) {
      // Most histories have one operation: it needs no map.
      const result = compute(facts, subject);
      known = { facts, first: subject, result, more: undefined };
      return result;
    }
    if (known.first === subject) return known.result;
    const results = (known.more ??= new Map());
    let result = results.get(subject);
    if (result === undefined) {
      result = compute(facts, subject);
      results.set(subject, result);
    }
    return result;
  };
}
