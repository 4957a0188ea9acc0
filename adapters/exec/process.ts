import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';

import { awake, awakeFor } from '../awake.js';
import { LEADS_A_GROUP, signalGroup } from '../group.js';
import type { Output } from './output.js';

/** A process that was asked to stop and has not is killed after this. */
const STOP_MS = 2_000;

/**
 * Outlives everybody: its standard input is a pipe that only this process holds, so that it ends whenever this process
 * does, whatever ends it. What then still runs in the target's group is killed.
 */
const WATCHDOG = 'while read -r _; do :; done; kill -s KILL -- "-$GROUP" 2>/dev/null';

/** A target's process, in a group of its own with whatever it starts, that cannot outlive the kit. */
export class TargetProcess {
  readonly #child: ChildProcess;
  readonly #watchdog: ChildProcess | undefined;
  readonly #ended: Promise<void>;
  readonly #drained: Promise<unknown>;
  readonly #deserted: Promise<unknown>;
  #how: string | undefined;

  /**
   * @param command - run by the shell
   * @param env - besides that of this process
   * @param output - where its lines go
   */
  constructor(command: string, env: Readonly<Record<string, string>>, output: Output) {
    this.#child = spawnWaiting(command, { ...process.env, ...env });
    this.#ended = this.#watch();
    // Of a command that could not be started at all there is nothing to be read.
    this.#drained = once(this.#child, 'close').catch(() => undefined);
    this.#deserted = endOfAll(this.#child) ?? this.#ended;
    for (const stream of [this.#child.stdout, this.#child.stderr]) if (stream !== null) output.follow(stream);
    const group = this.#child.pid;
    if (group === undefined) return;
    this.#watchdog = spawn('sh', ['-c', WATCHDOG], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, GROUP: String(group) } });
    // A target that ends by itself, and the kit with it, may break the pipe first.
    this.#watchdog.on('error', () => undefined);
    this.#watchdog.stdin?.on('error', () => undefined);
    for (const each of [this.#child, this.#watchdog]) each.unref();
    letGo(this.#child);
  }

  async #watch(): Promise<void> {
    this.#how = await endOf(this.#child);
  }

  /** How it ended, in words (`ended with exit code 1`); undefined while it runs. */
  get how(): string | undefined {
    return this.#how;
  }

  /** Resolves once it has ended, with how. */
  async end(): Promise<string> {
    await awake(this.#ended);
    return this.#how ?? 'ended';
  }

  /** Resolves once what it has printed has been read to its end: whatever holds its output open must have ended. */
  get drained(): Promise<unknown> {
    return this.#drained;
  }

  /** To the whole group; nothing where it has ended. */
  signal(signal: NodeJS.Signals): void {
    signalGroup(this.#child, signal);
  }

  /** SIGKILL, to the whole group. Resolves once the process has gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await awake(this.#ended);
    this.#watchdog?.kill('SIGKILL');
  }

  /**
   * SIGTERM, and SIGKILL where that is not heard. Resolves once the process has gone. Many a shell ends at once and leaves what
   * it runs behind, which may still have something to finish.
   */
  async stop(): Promise<void> {
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    await awakeFor(STOP_MS, Promise.all([this.#deserted, this.#ended]));
    // What it has started may not have heard it.
    await this.kill();
  }
}

/**
 * A target begins once it is watched: it waits at a pipe, whose end comes too where this process has gone by then. On Windows
 * nobody watches.
 */
const GATE = 'read -r _ <&3 && exec 3<&- && exec /bin/sh -c "$0"';

function spawnWaiting(command: string, env: NodeJS.ProcessEnv): ChildProcess {
  if (process.platform === 'win32') return spawn(command, { ...LEADS_A_GROUP, stdio: ['ignore', 'pipe', 'pipe'], env });
  return spawn('/bin/sh', ['-c', GATE, command], { detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'], env });
}

/**
 * Resolves once the last of those has gone who have inherited the target's fifth pipe: its shell and what that runs, wherever
 * their output goes. Who closes what he inherits, or gives his children nothing of it as Node does, is not known there.
 */
function endOfAll({ stdio }: ChildProcess): Promise<unknown> | undefined {
  const held = stdio[4];
  if (!(held instanceof Socket)) return undefined;
  held.unref();
  return once(held.resume(), 'close').catch(() => undefined);
}

function letGo({ stdio }: ChildProcess): void {
  const gate = stdio[3];
  if (!(gate instanceof Writable)) return;
  // It may have been killed while it waited.
  gate.on('error', () => undefined);
  gate.end('\n');
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  } catch (error) {
    return `could not be started (${error instanceof Error ? error.message : String(error)})`;
  }
}
