import type { Session } from '../model/index.js';

/** A session for those who cannot say when they need it for the last time. */
export interface KeptOpen {
  /** Hands the session over, opened where it is not open, and keeps it open until the promise settles. */
  using<Value>(use: (session: Session) => Promise<Value>): Promise<Value>;
  /** Closes the session at once, and rejects where that fails; it is opened again where it is needed again. */
  close(): Promise<void>;
}

/**
 * @param open - opens a new session
 * @param idleMs - nobody having used it for so long, it is closed; the process is not kept waiting for that
 */
export function keepOpen(open: () => Promise<Session>, idleMs: number): KeptOpen {
  let opened: Promise<Session> | undefined;
  let users = 0;
  let timer: NodeJS.Timeout | undefined;
  const opening = (): Promise<Session> => {
    const session = open();
    session.catch(() => {
      // It may have been closed meanwhile, and another opened.
      if (opened === session) opened = undefined;
    });
    return session;
  };
  const close = async (): Promise<void> => {
    clearTimeout(timer);
    const closing = opened;
    opened = undefined;
    // What never opened was told to whoever needed it, and there is nothing of it to close.
    const session = await closing?.catch(() => undefined);
    await session?.close?.();
  };
  return {
    close,
    async using(use) {
      clearTimeout(timer);
      users += 1;
      try {
        return await use(await (opened ??= opening()));
      } finally {
        users -= 1;
        // Nobody is there to be told that it does not close, and nothing depends on it any more.
        if (users === 0 && opened !== undefined) timer = setTimeout(() => void close().catch(() => undefined), idleMs).unref();
      }
    },
  };
}
