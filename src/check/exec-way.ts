import { execAdapter, ExecError } from '../../adapters/exec/index.js';
import type { Session, Sink, Trouble } from '../model/index.js';
import type { CheckOptions } from './options.js';
import { UsageError } from './options.js';
import type { Place } from './target/place.js';
import { parseProxy, parseUrl, PORT_PLACE, urlsOf } from './target/url.js';

/** Stands for it while the URL is read. */
const ANY_PORT = 9;
const MOST_INSTANCES = 16;
/** Where the URL of the sink stands in a command. */
const SINK = /\{\{\s*sink\s*\}\}/g;

/**
 * The way to a service that is started for the check.
 *
 * @throws UsageError where the options are wrong
 */
export function execWay(options: CheckOptions, command: string): { readonly place: Place; open(sink?: Sink): Promise<Session> } {
  const [text = '', ...others] = urlsOf(options);
  if (command.trim() === '') throw new UsageError('--exec names no command', "such as --exec 'node server.js'");
  if (others.length > 0) throw new UsageError('--url names an instance, and --exec starts them all', 'for a second one say --instances 2, with {{port}} in the URL');
  if (options.unixSocket !== undefined) throw new UsageError('--unix-socket and --exec do not go together', 'let the service listen at the port that PORT in its environment names');
  const { instances: count = 1 } = options;
  if (count < 1 || count > MOST_INSTANCES) throw new UsageError(`--instances ${count} is not between 1 and ${MOST_INSTANCES}`);
  if (options.sink === undefined && command.search(SINK) >= 0) throw new UsageError('--exec has {{sink}} in it, and there is no --sink', 'say where it listens, 0 for any port: --sink 0');
  const { origin, path } = parseUrl(text.replace(PORT_PLACE, `:${ANY_PORT}`), 'the URL');
  const url = PORT_PLACE.test(text) ? `${origin.slice(0, -`${ANY_PORT}`.length)}{{port}}` : origin;
  if (count > 1 && url === origin) throw new UsageError(`${count} instances cannot share one port`, `leave it to retryproof: ${new URL(origin).protocol}//${new URL(origin).hostname}:{{port}}${path}`);
  const { tls, proxy, allowHosts } = options;
  const adapter = (sink: Sink | undefined) => execAdapter({
    ...(sink === undefined ? { command } : { command: command.replaceAll(SINK, sink.url), env: { SINK_URL: sink.url } }),
    url,
    instances: count,
    ...(tls === undefined ? {} : { tls }),
    ...(proxy === undefined ? {} : { proxy: parseProxy(proxy).href }),
    ...(allowHosts === undefined ? {} : { allowHosts }),
  });
  return { place: { instances: Array.from({ length: count }, () => url), path }, open: (sink) => adapter(sink).open() };
}

/** What a service that did not start says; undefined where it is something else. */
export function startTrouble(error: unknown): Trouble | undefined {
  if (!(error instanceof ExecError)) return undefined;
  const { message, hint, output } = error;
  return { kind: 'unreachable', message, hint, ...(output.length === 0 ? {} : { output }) };
}
