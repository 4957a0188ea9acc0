import type { Session } from '../model/index.js';

/** A session for those who cannot say when they need it for the last time. */
export interface KeptOpen {
  /** Hands the session over, opened where it is not open, and keeps it open until the promise settles. */
  using<Value>(use: (session: Session) => Promise<Value>): Promise<Value>;
  /** Closes the session at once; it is opened again where it is needed again. */
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
  const close = async (): Promise<void> => {
    clearTimeout(timer);
    const closing = opened;
    opened = undefined;
    await (await closing)?.close?.();
  };
  return {
    close,
    async using(use) {
      clearTimeout(timer);
      users += 1;
      try {
        opened ??= open().catch((error: unknown) => {
          opened = undefined;
          throw error;
        });
        return await use(await opened);
      } finally {
        users -= 1;
        if (users === 0 && opened !== undefined) timer = setTimeout(() => void close(), idleMs).unref();
      }
    },
  };
}
