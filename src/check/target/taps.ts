import type { TapOptions } from '../../../adapters/tap/index.js';
import { UsageError } from '../options.js';

const LOOPBACK = '127.0.0.1';
const HIGHEST_PORT = 65_535;

/**
 * Reads `NAME=[HOST:]PORT[@LISTEN]`.
 *
 * @throws UsageError where one is none of that, or two have one name
 * @example
 * ```ts
 * parseTaps(['redis=6379@16379']); // [{ name: 'redis', host: '127.0.0.1', port: 6379, listenPort: 16379 }]
 * ```
 */
export function parseTaps(texts: readonly string[]): readonly TapOptions[] {
  const taps = texts.map(parseTap);
  for (const [index, { name, listenPort }] of taps.entries()) {
    const others = taps.slice(0, index);
    if (others.some((other) => other.name === name)) throw new UsageError(`two taps are called ${name}`, 'reports and plans go by their names: give each its own');
    if (listenPort !== 0 && others.some((other) => other.listenPort === listenPort)) throw new UsageError(`two taps are to listen at port ${listenPort}`, 'give each its own');
  }
  return taps;
}

function parseTap(text: string): TapOptions {
  const [, name, bracketed, bare, port, , listen] = /^\s*([A-Za-z][\w-]*)=(?:(?:\[([^\]\s]+)\]|([^\s:@[\]/]+)):)?(\d+)(@(\d+))?\s*$/.exec(text) ?? [];
  if (name === undefined || port === undefined) throw new UsageError(`--tap "${text}" is no NAME=[HOST:]PORT`, 'such as --tap redis=6379, or --tap redis=6379@16379 with the port to listen at');
  return { name, host: bracketed ?? bare ?? LOOPBACK, port: portOf(port, text), listenPort: listen === undefined ? 0 : portOf(listen, text) };
}

function portOf(digits: string, text: string): number {
  const port = Number(digits);
  if (port < 1 || port > HIGHEST_PORT) throw new UsageError(`--tap "${text}": ${digits} is no port`, `ports are numbers from 1 to ${HIGHEST_PORT}`);
  return port;
}
