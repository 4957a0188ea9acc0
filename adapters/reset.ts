import type { Socket } from 'node:net';

/**
 * Ends a connection with a reset (RST); one that is not made yet is given up, and where there is none (a unix socket) it is
 * closed. A FIN that is just under way goes first, so that the socket may be destroyed a moment later only.
 */
export function reset(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting) socket.destroy();
  // libuv refuses to reset what it is shutting down (EINVAL). Node has let go of the handle by then: it is never closed, and
  // keeps the process from ending for ever.
  else if (isShuttingDown(socket)) socket.once('finish', () => reset(socket));
  else resetNow(socket);
}

/** What is still to be written goes before a FIN, so that none is under way while there is any. */
function isShuttingDown({ writableEnded, writableFinished, writableLength }: Socket): boolean {
  return writableEnded && !writableFinished && writableLength === 0;
}

function resetNow(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    socket.destroy();
  }
}
