/** Who has which resource, over all plans of a run. */
export interface Sharing {
  /** A setup begins, from which a resource may come. Call what it returns once that was claimed. */
  begin(): () => void;
  /** Until all setups that are under way have ended. */
  begunEnded(): Promise<void>;
  /**
   * Somebody is about to change a resource, and to look at what that left.
   *
   * @param onShared - somebody else has it as well, at once or later: called once at most
   * @returns ends it
   */
  claim(resource: string, onShared: () => void): () => void;
}

interface Holder {
  shared: boolean;
  readonly onShared: () => void;
}

/**
 * Knows when two operations have one resource. A target may give an id out again once its thing is gone (a table of SQLite
 * does): whoever still retries a DELETE then meets somebody else's thing.
 */
export function createSharing(): Sharing {
  const holders = new Map<string, Set<Holder>>();
  const setups = new Set<Promise<void>>();
  return {
    begin() {
      let resolve = (): void => undefined;
      const ended = new Promise<void>((done) => {
        resolve = done;
      });
      setups.add(ended);
      return () => {
        setups.delete(ended);
        resolve();
      };
    },
    async begunEnded() {
      await Promise.all(setups);
    },
    claim(resource, onShared) {
      const all = holders.get(resource) ?? new Set();
      holders.set(resource, all);
      const own = { shared: false, onShared };
      all.add(own);
      if (all.size > 1) all.forEach(tell);
      return () => {
        all.delete(own);
        if (all.size === 0) holders.delete(resource);
      };
    },
  };
}

function tell(holder: Holder): void {
  if (holder.shared) return;
  holder.shared = true;
  holder.onShared();
}
