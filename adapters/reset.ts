import type { Socket } from 'node:net';

/**
 * Ends a connection with a reset (RST); one that is not made yet is given up, and where there is none (a unix socket) it is
 * closed. A FIN that is just under way goes first, so that the socket may be destroyed a moment later only.
 *
 * @param below - the TCP socket that a TLS one is spoken over: only that can be reset
 */
export function reset(socket: Socket, below = socket): void {
  if (socket.destroyed) return;
  // libuv refuses to reset what it is shutting down (EINVAL). Node has let go of the handle by then: it is never closed, and
  // keeps the process from ending for ever.
  if (isShuttingDown(socket)) {
    socket.once('finish', () => reset(socket, below));
    return;
  }
  try {
    if (!socket.connecting) below.resetAndDestroy();
  } catch {
    below.destroy();
  }
  socket.destroy();
}

/** What is still to be written goes before a FIN, so that none is under way while there is any. */
function isShuttingDown({ writableEnded, writableFinished, writableLength }: Socket): boolean {
  return writableEnded && !writableFinished && writableLength === 0;
}
