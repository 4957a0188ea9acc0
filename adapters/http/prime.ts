import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { ignore } from './exchange.js';

/**
 * A connection of this process to itself. A write on it, just before others, takes the cost of the first system call
 * after a wait, and no target ever sees it.
 */
export class Primer {
  #server: Server | undefined;
  #near: Socket | undefined;
  #far: Socket | undefined;
  #opening: Promise<void> | undefined;
  static readonly #byte = Buffer.alloc(1);

  /** Resolves also where this machine allows no such connection: races are then a little less precise. */
  open(): Promise<void> {
    this.#opening ??= new Promise((resolve) => {
      const server = createServer((socket) => {
        this.#far = socket.on('error', ignore).resume().unref();
        resolve();
      });
      this.#server = server.on('error', () => resolve()).unref();
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (address === null || typeof address === 'string') return;
        this.#near = connect({ port: address.port, host: '127.0.0.1', noDelay: true }).on('error', () => resolve()).unref();
      });
    });
    return this.#opening;
  }

  hit(): void {
    this.#near?.write(Primer.#byte);
  }

  async close(): Promise<void> {
    await this.#opening;
    this.#near?.destroy();
    this.#far?.destroy();
    const server = this.#server;
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  }
}
