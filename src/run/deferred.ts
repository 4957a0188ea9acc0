/** A promise that is resolved from outside. */
export interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
}

/** Most of them are never waited for: the promise is made when it is asked for. */
class LazyDeferred implements Deferred {
  #promise: Promise<void> | undefined;
  #settle: (() => void) | undefined;
  #settled = false;

  get promise(): Promise<void> {
    this.#promise ??= this.#settled
      ? Promise.resolve()
      : new Promise((settle) => {
          this.#settle = settle;
        });
    return this.#promise;
  }

  resolve(): void {
    this.#settled = true;
    this.#settle?.();
  }
}

export function deferred(): Deferred {
  return new LazyDeferred();
}
