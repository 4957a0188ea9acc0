import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import type { TimedOutage } from '../../src/model/index.js';
import { reset } from '../reset.js';
import { TapError } from './error.js';
import { Link } from './link.js';

export interface TapOptions {
  /** What it leads to, for people: `redis`. */
  readonly name: string;
  /** Where that really is. */
  readonly host: string;
  readonly port: number;
  /** Port to listen at; 0: a free one. */
  readonly listenPort: number;
}

const LOOPBACK = '127.0.0.1';
/** A store on this machine accepts at once; one elsewhere may be far away. */
const REACH_MS = 5_000;

/** A way to a database or a cache that leads through the kit, open. */
export class Tap {
  readonly name: string;
  readonly #options: TapOptions;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #refusing = false;
  #delayMs = 0;
  #passed = 0;

  constructor(options: TapOptions) {
    this.#options = options;
    this.name = options.name;
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
  }

  /**
   * Resolves once it listens, at 127.0.0.1.
   *
   * @throws TapError where nothing answers at the other end, or the port is taken
   */
  async open(): Promise<void> {
    const { name, host, port, listenPort } = this.#options;
    const why = await reached(host, port);
    if (why !== undefined) throw new TapError(`nothing accepts connections at ${host}:${port}, where --tap ${name} leads (${why})`, `start it, or correct the address: --tap ${name}=HOST:PORT`);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => reject(new TapError(`--tap ${name} cannot listen at ${LOOPBACK}:${listenPort}: ${error.code === 'EADDRINUSE' ? 'the port is taken' : error.message}`, `name another port, such as --tap ${name}=${port}@${listenPort === 65_535 ? 1_024 : listenPort + 1}, and point the service there`)));
      this.#server.listen(listenPort, LOOPBACK, resolve);
    });
    this.#server.on('error', () => undefined);
  }

  /** Port that it listens at. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Bytes that the service has sent through it. */
  get passedBytes(): number {
    return this.#passed;
  }

  /**
   * Begins an outage.
   *
   * @returns what ends it
   */
  disturb(outage: TimedOutage): () => void {
    switch (outage.how) {
      case 'cut':
        this.#cutAll();
        return () => undefined;
      case 'refuse':
        this.#refusing = true;
        this.#cutAll();
        return () => {
          this.#refusing = false;
        };
      case 'delay':
        this.#delayMs = outage.delayMs;
        return () => {
          this.#delayMs = 0;
          for (const link of this.#links) link.flush();
        };
      case 'lost-answer': {
        // Those that are open now: on one that begins meanwhile nothing was asked that could be in doubt.
        const links = [...this.#links];
        for (const link of links) link.loseAnswer(outage.skip);
        return () => {
          for (const link of links) link.keepAnswers();
        };
      }
    }
  }

  async close(): Promise<void> {
    this.#refusing = true;
    this.#cutAll();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #cutAll(): void {
    for (const link of this.#links) link.cut();
  }

  #accept(near: Socket): void {
    if (this.#refusing) {
      near.on('error', () => undefined);
      reset(near);
      return;
    }
    const far = connect({ host: this.#options.host, port: this.#options.port, allowHalfOpen: true });
    const link = new Link(near, far, {
      delayMs: () => this.#delayMs,
      onBytes: (bytes) => {
        this.#passed += bytes;
      },
    });
    this.#links.add(link);
    for (const socket of [near, far]) {
      socket.on('close', () => {
        if (!link.isOpen) this.#links.delete(link);
      });
    }
  }
}

/** Why nothing can be reached there; undefined where it accepts a connection. */
function reached(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(REACH_MS, () => socket.destroy(new Error(`no connection within ${REACH_MS / 1000} s`)));
    socket.once('connect', () => {
      resolve(undefined);
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
