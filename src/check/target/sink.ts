import { isLoopback } from '../../../adapters/http/hosts.js';
import type { SinkTemplate } from '../../model/index.js';
import { parseJson } from '../../model/index.js';
import type { CommonOptions } from '../options.js';
import { UsageError } from '../options.js';

const DEFAULT_ANSWER = { status: 200, body: '{"id":"{{id}}"}' };
const DEFAULT_KEY_HEADER = 'idempotency-key';
const LOOPBACK = '127.0.0.1';
const EXAMPLE = '--sink 4010, or --sink 0.0.0.0:4010 for a service in a container';

/** What counts where a sink is given and nothing else does; `--effects sink` says it. */
export const SINK_EFFECTS = 'sink';

/**
 * The sink that the options describe; undefined where they name none.
 *
 * @throws UsageError where they are wrong
 */
export function sinkOf({ sink, sinkAnswer, sinkKey, effects = [], alsoEffects }: CommonOptions): SinkTemplate | undefined {
  if (sink === undefined) {
    const orphan = sinkAnswer === undefined ? (sinkKey === undefined ? undefined : '--sink-key') : '--sink-answer';
    if (orphan !== undefined) throw new UsageError(`${orphan} was given without --sink`, `say where it listens: ${EXAMPLE}`);
    if ([...effects, alsoEffects].includes(SINK_EFFECTS)) throw new UsageError('--effects sink counts the calls to a sink, and there is no --sink', `say where it listens: ${EXAMPLE}`);
    return undefined;
  }
  return { ...placeOf(sink), answer: sinkAnswer === undefined ? DEFAULT_ANSWER : answerOf(sinkAnswer), keyHeader: sinkKey === undefined ? DEFAULT_KEY_HEADER : keyHeaderOf(sinkKey) };
}

/** `4010`, `0.0.0.0:4010`, `[::1]:4010`, `http://127.0.0.1:4010`. */
function placeOf(text: string): Pick<SinkTemplate, 'host' | 'port'> {
  const [, bracketed, host = bracketed ?? LOOPBACK, digits] = /^\s*(?:http:\/\/)?(?:(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+)):)?(\d{1,5})\/?\s*$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new UsageError(`--sink "${text}" names no port to listen at`, /^\s*http:\/\/\S+\/\S/.test(text) ? `leave the path away, it takes every path: ${EXAMPLE}` : `such as ${EXAMPLE}`);
  }
  return { host, port };
}

/** True where a sink listens at an address that others than this machine may reach. */
export function listensBeyond(sink: string): boolean {
  return !isLoopback(placeOf(sink).host);
}

/** `201 {"id":"{{id}}"}`: a status, and a body that may be left away. */
function answerOf(text: string): SinkTemplate['answer'] {
  const [, status, body = ''] = /^\s*([2-5]\d\d)(?:\s+([^]*?))?\s*$/.exec(text) ?? [];
  if (status === undefined) throw new UsageError(`--sink-answer "${text.length > 60 ? `${text.slice(0, 57)}…` : text}" begins with no status`, `such as --sink-answer '201 {"id":"{{id}}"}'`);
  const [unknown] = [...body.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)].map(([, name = '']) => name).filter((name) => !/^(id|nonce|request \/\S*)$/.test(name));
  if (unknown !== undefined) throw new UsageError(`--sink-answer: unknown placeholder {{${unknown}}}`, 'it may hold {{id}}, a fresh one for each effect, {{nonce}}, and {{request /pointer}}, a value of what was asked');
  // A digit may stand within quotes and without.
  if (/^[[{]/.test(body) && parseJson(body.replaceAll(/\{\{[^}]*\}\}/g, '0')) === undefined) throw new UsageError('--sink-answer looks like JSON, and is none', `such as --sink-answer '201 {"id":"{{id}}","amount":{{request /amount}}}'`);
  return { status: Number(status), body };
}

function keyHeaderOf(text: string): string {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)) return text.toLowerCase();
  throw new UsageError(`--sink-key "${text}" is no name of a header`, 'such as --sink-key Idempotency-Key, the header by which your provider knows a call again');
}
