import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BenchServer {
  readonly url: string;
  /** Requests that it has received so far, reads of the probes included. */
  received(): Promise<number>;
  close(): Promise<void>;
}

const SERVE = fileURLToPath(new URL('serve.js', import.meta.url));

let spare: ChildProcess | undefined;

/** Starts the process that the next server will run in: to be called where nothing is being measured. */
export function prepareServer(): void {
  spare ??= fork(SERVE);
}

/** Starts a zoo server, fresh, in a process of its own. */
export async function startServer(name: string): Promise<BenchServer> {
  prepareServer();
  const child = spare!;
  spare = undefined;
  const exit = once(child, 'exit');
  child.send({ start: name });
  const [{ url }] = (await Promise.race([once(child, 'message'), exit.then(() => Promise.reject(new Error(`${name} did not start`)))])) as [{ url: string }];
  return {
    url,
    async received() {
      child.send({});
      const [message] = (await once(child, 'message')) as [{ received: number }];
      return message.received;
    },
    async close() {
      child.kill();
      await exit;
    },
  };
}
