import { allEnded } from './together.js';

/**
 * Goes on with a value: at once where it is there, and when it comes where it is a promise. Each of thousands of attempts asks
 * whether it has to wait, and nearly none has to: a turn of the queue for each such question would cost more than the answer.
 */
export function soon<Value, Result>(value: Value | Promise<Value>, use: (value: Value) => Result | Promise<Result>): Result | Promise<Result> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** As {@link allEnded}, and at once where all of them are there. */
export function allSoon<Value>(values: readonly (Value | Promise<Value>)[]): readonly Value[] | Promise<readonly Value[]> {
  return values.some((value) => value instanceof Promise) ? allEnded(values) : (values as readonly Value[]);
}
