/** A promise that is resolved from outside; `settled` may be asked without waiting. */
export interface Deferred {
  readonly promise: Promise<void>;
  readonly settled: boolean;
  resolve(): void;
}

export function deferred(): Deferred {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    promise,
    settled: false,
    resolve() {
      (this as { settled: boolean }).settled = true;
      settle();
    },
  };
}
