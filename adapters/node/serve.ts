import type { AddressInfo, Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { HttpOptions } from '../http/index.js';
import type { NodeServer } from './target.js';

/** Where a server can be reached, and the end of what was started for that. */
interface Served {
  readonly way: HttpOptions;
  close(): Promise<void>;
}

/** A server that this module made listen: it listens until the last session is closed. */
interface Started {
  sessions: number;
  readonly listening: Promise<void>;
  readonly sockets: Set<Socket>;
  /** Set from the last session's close on; whoever comes then waits for it and starts anew. */
  ending?: Promise<void>;
}

const started = new WeakMap<NodeServer, Started>();

/** Makes a server listen, unless it does already. */
export async function serve(server: NodeServer): Promise<Served> {
  // Only awaited where something ends: between an idle wait and what follows, the last session could be closed.
  for (let ending = started.get(server)?.ending; ending !== undefined; ending = started.get(server)?.ending) await ending;
  if (server.listening && !started.has(server)) return { way: wayTo(server), close: () => Promise.resolve() };
  const mine = started.get(server) ?? start(server);
  mine.sessions += 1;
  let open = true;
  const close = async (): Promise<void> => {
    if (open) mine.sessions -= 1;
    open = false;
    if (mine.sessions === 0) await (mine.ending ??= end(server, mine));
  };
  try {
    await mine.listening;
    return { way: wayTo(server), close };
  } catch (error) {
    started.delete(server);
    throw error;
  }
}

function start(server: NodeServer): Started {
  const sockets = new Set<Socket>();
  const follow = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      server.on('connection', follow).once('close', () => server.off('connection', follow));
      resolve();
    });
  });
  const mine = { sessions: 0, listening, sockets };
  started.set(server, mine);
  return mine;
}

/** Connections are cut, or a handler that hangs would keep the server open. */
async function end(server: NodeServer, { sockets }: Started): Promise<void> {
  await new Promise<void>((resolve) => {
    // Resolved too where its owner has closed it meanwhile.
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
  started.delete(server);
}

function wayTo(server: NodeServer): HttpOptions {
  const secure = server instanceof TlsServer;
  const scheme = secure ? 'https' : 'http';
  // A certificate of this process proves nothing to it.
  const trust = secure ? { tls: { insecure: true } } : {};
  const address = server.address();
  if (typeof address === 'string') return { instances: [`${scheme}://localhost`], unixSocket: address, ...trust };
  const url = `${scheme}://${hostOf(address)}`;
  // Whichever address it listens at, it is of this process.
  return { instances: [url], allowHosts: [new URL(url).hostname], ...trust };
}

/** A wildcard address is reached through loopback. */
function hostOf(address: AddressInfo | null): string {
  if (address === null) throw new TypeError('The server has no address: it was closed meanwhile.');
  const { address: host, port } = address;
  if (host === '::' || host === '0.0.0.0') return `127.0.0.1:${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
