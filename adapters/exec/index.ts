import type { Adapter, Session } from '../../src/model/index.js';
import type { HttpOptions } from '../http/index.js';
import { httpAdapter } from '../http/index.js';
import { Instance } from './instance.js';
import { freePorts, PORT, portOf } from './ports.js';

export { ExecError } from './instance.js';

/** A service that is started for the time of a session. What is not named here is as for the HTTP adapter. */
export interface ExecOptions extends Omit<HttpOptions, 'instances' | 'unixSocket'> {
  /** Run by the shell, once per instance. `{{port}}` in it is the instance's port, which is `PORT` in its environment as well. */
  readonly command: string;
  /** Where it answers once it is up: `http://localhost:{{port}}`, for a free port, or a port of its own. Only the origin counts. */
  readonly url: string;
  /** How many are started, each with a port of its own; default 1. What they share is theirs to know. */
  readonly instances?: number;
  /** Variables for its environment, besides those of this process and `PORT`. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long a start may take, in milliseconds; default 30,000. */
  readonly readyMs?: number;
}

const READY_MS = 30_000;

/**
 * The way to a service that the kit starts itself: each instance in a process group of its own, waited for until it
 * answers, and ended with the session. None outlives this process, whatever ends it.
 *
 * @throws `open` rejects with an {@link ExecError} where the command ends, or nothing answers in time
 *
 * @example
 * const session = await execAdapter({ command: 'node server.js', url: 'http://localhost:{{port}}' }).open();
 */
export function execAdapter(options: ExecOptions): Adapter {
  const { command, url, instances: count = 1, env = {}, readyMs = READY_MS, ...http } = options;
  if (count > 1 && url.search(PORT) < 0) throw new TypeError(`${count} instances cannot share one port: write http://localhost:{{port}}`);
  return {
    name: command,
    async open() {
      const ports = url.search(PORT) < 0 ? [portOf(url)] : await freePorts(count);
      const origins = ports.map((port) => new URL(url.replaceAll(PORT, String(port))).origin);
      const fleet = origins.map((origin, index) => new Instance({ command, origin, port: ports[index] ?? 0, env, readyMs }));
      // It connects to nothing yet, and refuses hosts that are not this machine before anything is started.
      const session = sessionOf(await httpAdapter({ ...http, instances: origins }).open(), fleet);
      try {
        for (const instance of fleet) await instance.mustBeFree();
        await Promise.all(fleet.map((instance) => instance.start()));
        return session;
      } catch (error) {
        await session.close?.();
        throw error;
      }
    },
  };
}

/** A session at whose end the processes end. */
function sessionOf(session: Session, fleet: readonly Instance[]): Session {
  const at = (index: number): Instance => {
    const instance = fleet[index];
    if (instance === undefined) throw new RangeError(`there is no instance ${index}`);
    return instance;
  };
  return {
    ...session,
    processControl: {
      control: async (action, index) => at(index)[action](),
      look: (index) => at(index).look(),
    },
    async close() {
      try {
        await session.close?.();
      } finally {
        await Promise.all(fleet.map((each) => each.stop()));
      }
    },
  };
}
