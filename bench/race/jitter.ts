import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A path that wavers: each piece of a connection waits 0 to 10 ms of its own, and overtakes none before it. */
const MOST_MS = 10;
const port = Number(process.argv[2]);

function waver(from: Socket, to: Socket): void {
  // A queue: timers of different lengths may fire in another order than they are due.
  let queue = Promise.resolve();
  const later = (then: () => void): void => {
    const waited = new Promise((resolve) => {
      setTimeout(resolve, Math.random() * MOST_MS);
    });
    queue = queue.then(() => waited).then(then);
  };
  from.on('data', (piece) => later(() => to.write(piece)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
  from.on('close', () => later(() => to.destroy()));
}

const server = createServer({ noDelay: true }, (near) => {
  const far = connect({ port, host: '127.0.0.1', noDelay: true });
  waver(near, far);
  waver(far, near);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
