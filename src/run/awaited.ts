/** Keys that were told to wait after a strike: what comes of them is not known before the lease is over. */
export interface Awaited {
  /** One more, until the returned function is called. */
  begin(): () => void;
  /** Resolves once there are none. */
  none(): Promise<void>;
}

export function createAwaited(): Awaited {
  const keys = new Set<symbol>();
  let wake: (() => void)[] = [];
  return {
    begin() {
      const key = Symbol('key');
      keys.add(key);
      return () => {
        if (!keys.delete(key) || keys.size > 0) return;
        for (const each of wake) each();
        wake = [];
      };
    },
    async none() {
      if (keys.size > 0) await new Promise<void>((resolve) => wake.push(resolve));
    },
  };
}
