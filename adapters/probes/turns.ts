/** Lets so many at once, the others in their order. */
export interface Turns {
  /**
   * @returns what gives the turn back
   * @throws what the signal was aborted with, where that came before the turn
   */
  take(signal: AbortSignal): Promise<() => void>;
}

export function createTurns(most: number): Turns {
  let taken = 0;
  const waiting = new Set<() => void>();
  const turn = (): (() => void) => {
    let given = false;
    taken += 1;
    return () => {
      if (given) return;
      given = true;
      taken -= 1;
      const [next] = waiting;
      if (next === undefined) return;
      waiting.delete(next);
      next();
    };
  };
  return {
    async take(signal) {
      if (taken < most) return turn();
      return new Promise((resolve, reject) => {
        const begin = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(turn());
        };
        const giveUp = (): void => {
          waiting.delete(begin);
          reject(signal.reason as Error);
        };
        waiting.add(begin);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
