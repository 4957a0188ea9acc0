import type { Headers, Noise } from '../../model/index.js';
import { hashHex, hashUuid, hashWords } from '../hash.js';

const AGENTS = ['okhttp/4.12.0', 'python-requests/2.32.3', 'curl/8.5.0', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'];
/** Codings that every HTTP client knows; what is asked for is decoded before answers are compared. */
const CODINGS = ['gzip', 'identity', 'gzip, deflate, br', 'br'];

/**
 * Headers that say nothing about the operation, with values that are this attempt's own.
 *
 * @param name - unique for the attempt; the values follow from it
 * @param taken - names of the headers that the request has already: those are the user's, and stay
 */
export function noiseHeaders(noise: readonly Noise[], name: string, taken: Headers): Headers {
  const own = new Set(taken.map(([each]) => each.toLowerCase()));
  return noise.flatMap((each) => valuesOf(each, `noise/${name}/${each}`)).filter(([each]) => !own.has(each));
}

function valuesOf(noise: Noise, name: string): Headers {
  const pick = (items: readonly string[]): string => items[(hashWords(name)[0] >>> 0) % items.length] ?? '';
  switch (noise) {
    case 'accept-encoding':
      return [['accept-encoding', pick(CODINGS)]];
    case 'user-agent':
      return [['user-agent', pick(AGENTS)]];
    case 'cookie':
      return [['cookie', `visit=${hashHex(name).slice(0, 12)}`]];
    case 'tracing':
      // W3C Trace Context §3.2, and the id that proxies add.
      return [
        ['traceparent', `00-${hashHex(`${name}/trace`)}-${hashHex(`${name}/span`).slice(0, 16)}-01`],
        ['x-request-id', hashUuid(name)],
      ];
  }
}
