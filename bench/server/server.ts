import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { Order } from './serve.js';

export interface BenchServer {
  readonly url: string;
  /** How it is described to the kit. */
  flags(): string[];
  /** Requests that it has received so far, reads of the probes included; none where the kit starts the service itself. */
  received(): Promise<number>;
  close(): Promise<void>;
}

const SERVE = fileURLToPath(new URL('serve.js', import.meta.url));

let spare: ChildProcess | undefined;

/** Starts the process that the next server will run in: to be called where nothing is being measured. */
export function prepareServer(): void {
  spare ??= fork(SERVE);
}

/** A process that does not end by itself is killed after this. */
const END_MS = 3_000;

/**
 * Starts a zoo server, fresh, in a process of its own.
 *
 * @param plain - as somebody has it who tests by hand: it runs, and nothing of the kit's is in its way
 */
export async function startServer(name: string, plain = false): Promise<BenchServer> {
  prepareServer();
  const child = spare!;
  spare = undefined;
  const exit = once(child, 'exit');
  child.send({ start: { name, plain } satisfies Order });
  const [{ url, flags }] = (await Promise.race([once(child, 'message'), exit.then(() => Promise.reject(new Error(`${name} did not start`)))])) as [{ url: string; flags: string[] }];
  return {
    url,
    flags: () => flags,
    async received() {
      child.send({});
      const [message] = (await once(child, 'message')) as [{ received: number }];
      return message.received;
    },
    async close() {
      child.kill();
      const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await exit;
      clearTimeout(late);
    },
  };
}
