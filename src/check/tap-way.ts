import { openTaps, TapError } from '../../adapters/tap/index.js';
import { refusedHosts } from '../../adapters/http/hosts.js';
import type { Session, Trouble } from '../model/index.js';
import type { CheckOptions, CommonOptions } from './options.js';
import { UsageError } from './options.js';
import type { Way } from './target/place.js';
import { parseTaps } from './target/taps.js';

/**
 * A way with taps beside it: they are open before it, so that a service that is started finds them, and are closed after it.
 *
 * @throws UsageError where the options are wrong
 */
export function tapped(way: Way, options: CommonOptions & Pick<CheckOptions, 'exec'>, allowHosts: readonly string[] = []): Way {
  const taps = parseTaps(options.taps ?? []);
  if (taps.length === 0) return way;
  const loose = taps.find(({ listenPort }) => listenPort === 0);
  if (loose !== undefined && options.exec === undefined) {
    const { name, port } = loose;
    throw new UsageError(`--tap ${name} has no port to listen at, and a service that runs already cannot be told of one`, `choose it: --tap ${name}=${port}@${port + 10_000 > 65_535 ? port - 10_000 : port + 10_000}, and point the service there; or let --exec start the service`);
  }
  const [refused] = refusedHosts({ instances: taps.map(({ host, port }) => `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`), allowHosts });
  return {
    ...way,
    ...(refused === undefined || way.refused !== undefined ? {} : { refused: refusal(refused) }),
    async open(sink) {
      const open = await openTaps(taps, allowHosts);
      try {
        return beside(await way.open(sink, open.places), open);
      } catch (error) {
        await open.close();
        throw error;
      }
    },
  };
}

function beside(session: Session, taps: Awaited<ReturnType<typeof openTaps>>): Session {
  const { close: _, ...capability } = taps;
  return {
    ...session,
    taps: capability,
    async close() {
      try {
        await session.close?.();
      } finally {
        await taps.close();
      }
    },
  };
}

function refusal(host: string): Trouble {
  return {
    kind: 'refused',
    message: `${host}, where a tap leads, is not this machine, and nobody allowed it: retryproof cuts its connections on purpose`,
    hint: `if it is a test system that may be treated so, add --allow-host ${host}`,
  };
}

/** What a tap that did not open says; undefined where it is something else. */
export function tapTrouble(error: unknown): Trouble | undefined {
  return error instanceof TapError ? { kind: 'unreachable', message: error.message, hint: error.hint } : undefined;
}
