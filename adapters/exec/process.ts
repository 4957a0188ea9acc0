import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { Output } from './output.js';

/** A process that was asked to stop and has not is killed after this. */
const STOP_MS = 2_000;

/**
 * Outlives everybody: its standard input is a pipe that only this process holds, so that it ends whenever this process
 * does, whatever ends it. What then still runs in the target's group is killed.
 */
const WATCHDOG = 'while read -r _; do :; done; kill -s KILL -- "-$GROUP" 2>/dev/null';

/** A target's process, in a group of its own with whatever it starts, that cannot outlive the kit. */
export class TargetProcess {
  readonly output: Output;
  /** How it ended, in words (`ended with exit code 1`); undefined while it runs. */
  how: string | undefined;
  /** Resolved once it has ended. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #watchdog: ChildProcess | undefined;

  /**
   * @param command - run by the shell
   * @param env - besides that of this process
   * @param output - where its lines go; a process that takes another's place goes on with the same
   */
  constructor(command: string, env: Readonly<Record<string, string>>, output = new Output()) {
    this.output = output;
    this.#child = spawn(command, { shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.ended = endOf(this.#child).then((how) => (this.how = how));
    for (const stream of [this.#child.stdout, this.#child.stderr]) if (stream !== null) output.follow(stream);
    const group = this.#child.pid;
    if (group === undefined) return;
    this.#watchdog = spawn('sh', ['-c', WATCHDOG], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, GROUP: String(group) } });
    // A target that ends by itself, and the kit with it, may break the pipe first.
    this.#watchdog.on('error', () => undefined);
    this.#watchdog.stdin?.on('error', () => undefined);
    for (const each of [this.#child, this.#watchdog]) each.unref();
  }

  /** To the whole group; nothing where it has ended. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** SIGKILL, to the whole group. Resolves once the process has gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
    this.#release();
  }

  /** SIGTERM, and SIGKILL where that is not heard. Resolves once the process has gone. */
  async stop(): Promise<void> {
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const late = setTimeout(() => this.signal('SIGKILL'), STOP_MS);
    await this.ended;
    clearTimeout(late);
    // What it has started may not have heard it.
    await this.kill();
  }

  #release(): void {
    this.#watchdog?.kill('SIGKILL');
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  } catch (error) {
    return `could not be started (${error instanceof Error ? error.message : String(error)})`;
  }
}
