import type { CheckOptions } from '../check/options.js';
import { checkHosts, listensBeyond } from '../check/target.js';
import type { Json, JsonObject } from '../model/index.js';
import { quoted } from '../report/index.js';

/**
 * What `replay` wants to be given again for a file with these options, as words of a shell: what no file decides (a command,
 * a host, an open port), and `…` in the place of what no file holds. What a variable of the environment holds is not among it.
 */
export function replayFlags(saved: JsonObject): readonly string[] {
  const { allowHosts: _, ...options } = saved as unknown as CheckOptions;
  const { exec, sink } = options;
  return [
    ...(exec === undefined || missingIn(exec).length > 0 ? [] : [`--exec ${quoted(exec)}`]),
    ...(sink !== undefined && listensBeyond(sink) ? [`--sink ${quoted(sink)}`] : []),
    ...hostsIn(options).map((host) => `--allow-host ${quoted(host)}`),
    ...[...new Set(missingIn(saved))].filter((reference) => reference.startsWith('--')).map(askedFor),
  ];
}

/** `--header X-Api-Key` as it is given again: `--header 'X-Api-Key: …'`. */
function askedFor(reference: string): string {
  const [flag = '', name] = reference.split(' ');
  return `${flag} '${name === undefined ? '' : `${name}: `}…'`;
}

/** None where the URL itself is left out: it is asked for. */
function hostsIn(options: CheckOptions): readonly string[] {
  try {
    return checkHosts(options);
  } catch {
    return [];
  }
}

/** References that are still there: flags, and names of the environment. */
export function missingIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [...value.matchAll(/<(--[a-z-]+(?: [\w-]+)?|[A-Z_][A-Z0-9_]*)>/g)].map(([, reference]) => reference ?? '');
  return typeof value === 'object' && value !== null ? Object.values(value as JsonObject).flatMap(missingIn) : [];
}
