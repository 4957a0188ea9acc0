import type { ProcessState } from '../../src/model/index.js';
import { Output } from './output.js';
import { isListening, PORT, portOf } from './ports.js';
import { TargetProcess } from './process.js';
import { answers } from './ready.js';

/** The target could not be started: says how it ended, or what it lacks. */
export class ExecError extends Error {
  override readonly name = 'ExecError';
  constructor(
    message: string,
    readonly hint: string,
    /** The last lines that it has printed. */
    readonly output: readonly string[] = [],
  ) {
    super(message);
  }
}

interface InstanceOptions {
  readonly command: string;
  readonly origin: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly readyMs: number;
}

/** Lines of output that are worth showing around a crash. */
const LAST_WORDS = 20;

/** One instance of the service: the same command at the same port, in one process after the other. */
export class Instance {
  readonly #options: InstanceOptions;
  readonly #output = new Output();
  #process: TargetProcess | undefined;

  constructor(options: InstanceOptions) {
    this.#options = options;
  }

  /** Whoever listens there already would be tested in the place of the service. */
  async mustBeFree(): Promise<void> {
    const { origin } = this.#options;
    if (!(await isListening(new URL(origin).hostname.replace(/^\[|\]$/g, ''), portOf(origin)))) return;
    throw new ExecError(
      `something listens at ${origin} already, before the service was started`,
      'stop it, or leave the port to retryproof: http://localhost:{{port}}/…, which is PORT in the environment of the command',
    );
  }

  /** Resolves once it answers. */
  async start(): Promise<void> {
    const { command, env, port, origin, readyMs } = this.#options;
    const target = new TargetProcess(command.replaceAll(PORT, String(port)), { ...env, PORT: String(port) }, this.#output);
    this.#process = target;
    if (await answers(origin, readyMs, () => target.how !== undefined)) return;
    const output = this.#output.last(LAST_WORDS);
    if (target.how !== undefined) {
      throw new ExecError(`"${command}" ${target.how} before anything answered at ${origin}`, 'it must go on running, and listen at the port that PORT in its environment names', output);
    }
    throw new ExecError(`"${command}" runs, but nothing answered at ${origin} within ${readyMs / 1000} s`, 'it must listen at the port that PORT in its environment names, or at that of the URL', output);
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  async pause(): Promise<void> {
    this.#process?.signal('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.#process?.signal('SIGCONT');
  }

  look(): ProcessState {
    const ended = this.#process?.how;
    return { output: this.#output.last(LAST_WORDS), ...(ended === undefined ? {} : { ended }) };
  }
}
