import type { CheckOptions } from '../check/options.js';
import { checkHosts, listensBeyond } from '../check/target.js';
import type { Json, JsonObject } from '../model/index.js';
import { quoted } from '../report/index.js';

/**
 * What `replay` wants to be given again for a file with these options, as words of a shell: what no file decides (a command,
 * a host, an open port), and `…` in the place of what no file holds. What a variable of the environment holds is not among it.
 *
 * @param from - a `file` may be somebody else's, and what it names may be anything: its command is to be looked at, and given
 *   by hand, so that it is never there to be pasted. Default: the options of a run that has just been made
 */
export function replayFlags(saved: JsonObject, from: 'run' | 'file' = 'run'): readonly string[] {
  const { allowHosts: _, ...options } = saved as unknown as CheckOptions;
  const { exec } = options;
  const flags = [
    ...(exec === undefined ? [] : from === 'file' ? [askedFor('--exec')] : missingIn(exec).length > 0 ? [] : [`--exec ${quoted(exec)}`]),
    ...openSinkIn(options).map((sink) => `--sink ${quoted(sink)}`),
    ...hostsIn(options).map((host) => `--allow-host ${quoted(host)}`),
    ...missingIn(saved).filter((reference) => reference.startsWith('--')).map(askedFor),
  ];
  return [...new Set(flags)];
}

/** `--header X-Api-Key` as it is given again: `--header 'X-Api-Key: …'`. */
function askedFor(reference: string): string {
  const [flag = '', name] = reference.split(' ');
  return `${flag} '${name === undefined ? '' : `${name}: `}…'`;
}

/** None where it says nothing that could be listened at: replay tells what is wrong with it. */
function openSinkIn({ sink }: CheckOptions): readonly string[] {
  try {
    return sink !== undefined && listensBeyond(sink) ? [sink] : [];
  } catch {
    return [];
  }
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
