import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What the target saw of one trial. */
export interface Outcome {
  /** Between the arrivals of the two requests; undefined where not both came. */
  readonly spreadUs: number | undefined;
  /** Both found the key missing. */
  readonly detected: boolean;
}

export interface Processes {
  /** Of the target itself, and of the path to it that wavers. */
  readonly direct: string;
  readonly jittery: string;
  outcome(key: string): Promise<Outcome>;
  close(): void;
}

/** Starts the target and the path to it, each in a process of its own. */
export async function startProcesses(): Promise<Processes> {
  const [target, port] = await started('target.js');
  const [path, jitteryPort] = await started('jitter.js', String(port));
  return {
    direct: `http://127.0.0.1:${port}`,
    jittery: `http://127.0.0.1:${jitteryPort}`,
    async outcome(key) {
      const told = once(target, 'message') as Promise<[{ readonly arrivedUs: readonly number[]; readonly effects: number }]>;
      target.send(key);
      const [{ arrivedUs, effects }] = await told;
      const [one, two] = arrivedUs;
      return { spreadUs: one === undefined || two === undefined ? undefined : Math.abs(two - one), detected: effects > 1 };
    },
    close() {
      for (const child of [target, path]) child.disconnect();
    },
  };
}

async function started(file: string, ...args: readonly string[]): Promise<readonly [ChildProcess, number]> {
  const child = fork(join(import.meta.dirname, file), args);
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return [child, port];
}
