import { execAdapter, ExecError } from '../../adapters/exec/index.js';
import type { Session, Sink, Taps, Trouble } from '../model/index.js';
import type { CheckOptions } from './options.js';
import { openGiven } from './given.js';
import { UsageError } from './options.js';
import type { Place } from './target/place.js';
import { didYouMean } from './target/nearest.js';
import { parseTaps } from './target/taps.js';
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
export function execWay(options: CheckOptions, command: string): { readonly place: Place; open(sink?: Sink, places?: Taps['places']): Promise<Session> } {
  const [text = '', ...others] = urlsOf(options);
  if (command.trim() === '') throw new UsageError('--exec names no command', "such as --exec 'node server.js'");
  insistOnTaps(command, parseTaps(options.taps ?? []).map(({ name }) => name));
  if (others.length > 0) throw new UsageError('--url names an instance, and --exec starts them all', 'for a second one say --instances 2, with {{port}} in the URL');
  if (options.unixSocket !== undefined) throw new UsageError('--unix-socket and --exec do not go together', 'let the service listen at the port that PORT in its environment names');
  const { instances: count = 1 } = options;
  if (count < 1 || count > MOST_INSTANCES) throw new UsageError(`--instances ${count} is not between 1 and ${MOST_INSTANCES}`);
  if (options.sink === undefined && command.search(SINK) >= 0) throw new UsageError('--exec has {{sink}} in it, and there is no --sink', 'say where it listens, 0 for any port: --sink 0');
  const { origin, path } = parseUrl(text.replace(PORT_PLACE, `:${ANY_PORT}`), 'the URL');
  const url = PORT_PLACE.test(text) ? `${origin.slice(0, -`${ANY_PORT}`.length)}{{port}}` : origin;
  if (count > 1 && url === origin) throw new UsageError(`${count} instances cannot share one port`, `leave it to retryproof: ${new URL(origin).protocol}//${new URL(origin).hostname}:{{port}}${path}`);
  const { tls, proxy, allowHosts } = options;
  const way = {
    url,
    instances: count,
    ...(tls === undefined ? {} : { tls }),
    ...(proxy === undefined ? {} : { proxy: parseProxy(proxy).href }),
    ...(allowHosts === undefined ? {} : { allowHosts }),
  };
  return { place: { instances: Array.from({ length: count }, () => url), path }, open: (sink, places = []) => openGiven(() => execAdapter({ ...way, command: withTaps(withSink(command, sink), places), env: { ...(sink === undefined ? {} : { SINK_URL: sink.url }), ...tapVariables(places) } }).open()) };
}

function withSink(command: string, sink: Sink | undefined): string {
  return sink === undefined ? command : command.replaceAll(SINK, sink.url);
}

const TAP = /\{\{\s*tap\s+([^\s{}]+)\s*\}\}/g;

/** The command, told where to find what it stores in. */
function withTaps(command: string, places: Taps['places']): string {
  return command.replaceAll(TAP, (text, name: string) => {
    const place = places.find((each) => each.name === name);
    return place === undefined ? text : `127.0.0.1:${place.port}`;
  });
}

/** @throws UsageError for a `{{tap …}}` of which there is none */
function insistOnTaps(command: string, names: readonly string[]): void {
  for (const [text, name = ''] of command.matchAll(TAP)) {
    if (!names.includes(name)) throw new UsageError(`--exec has ${text}, and there is no tap ${name}`, didYouMean(name, names) ?? `such as --tap ${name}=6379`);
  }
}

/** `TAP_REDIS=127.0.0.1:40123` and `TAP_REDIS_PORT=40123`, for those who read their environment. */
function tapVariables(places: Taps['places']): Record<string, string> {
  return Object.fromEntries(
    places.flatMap(({ name, port }) => {
      const variable = `TAP_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
      return [[variable, `127.0.0.1:${port}`], [`${variable}_PORT`, String(port)]];
    }),
  );
}

/** What a service that did not start says; undefined where it is something else. */
export function startTrouble(error: unknown): Trouble | undefined {
  if (!(error instanceof ExecError)) return undefined;
  const { message, hint, output } = error;
  return { kind: 'unreachable', message, hint, ...(output.length === 0 ? {} : { output }) };
}
