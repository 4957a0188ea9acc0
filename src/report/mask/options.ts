import type { Headers } from '../../model/index.js';
import { looksSecret, pointerSteps, secretsInProbe } from '../../model/index.js';
import type { MaskSettings } from '../mask.js';

/** What of a check's options tells where secrets are. A probe that is a function tells nothing. */
export interface MaskedOptions {
  readonly url?: string | readonly string[];
  readonly headers?: readonly string[];
  readonly principals?: readonly string[];
  readonly bodies?: readonly string[];
  readonly effects?: readonly unknown[];
  readonly setups?: readonly string[];
  readonly captures?: readonly string[];
  readonly state?: string;
  readonly revoke?: string;
  readonly also?: string;
  readonly alsoBody?: string;
  readonly alsoEffects?: unknown;
  readonly sinkAnswer?: string;
  readonly keyHeader?: string;
  readonly keyField?: string;
  readonly id?: string;
  readonly proxy?: string;
  readonly beforeRun?: unknown;
  readonly afterRun?: unknown;
  readonly tls?: { readonly key?: string };
}

/** What a masker must know of a check's options: what they say about names, and the secrets that stand in them. */
export function maskSettingsOf(options: MaskedOptions): Omit<MaskSettings, 'salt'> {
  const principals = linesOf((options.principals ?? []).filter((line) => !line.startsWith('exec:')).flatMap((line) => line.split('\n')));
  const places = [options.keyHeader, options.keyField, options.id].filter((place) => place !== undefined);
  const password = /^(?:\w+:\/\/)?[^/@]*:([^/]*)@/.exec(options.proxy ?? '')?.[1];
  return {
    plain: ['Idempotency-Key', ...places.map(lastName)],
    secretHeaders: principals.map(([name]) => name),
    secretCaptures: secretCaptures(options.captures ?? []),
    seeds: {
      headers: [...linesOf(options.headers ?? []), ...principals],
      requests: requestsOf(options),
      values: [...probeSecrets(options), ...(password === undefined ? [] : [['proxy', password] as const]), ...(options.tls?.key === undefined ? [] : [['key-file', options.tls.key.trim()] as const])],
    },
  };
}

/** Passwords in the URLs of databases, and what looks secret in commands. */
function probeSecrets({ effects = [], alsoEffects, beforeRun, afterRun }: MaskedOptions): readonly (readonly [label: string, value: string])[] {
  const commands = [beforeRun, afterRun].map((command) => (typeof command === 'string' ? `exec:${command}` : command));
  return [...effects, alsoEffects, ...commands].flatMap((probe) => (typeof probe === 'string' ? secretsInProbe(probe) : [])).map((value) => ['password', value] as const);
}

/** Every text of the options that is a URL, a request or a body. */
function requestsOf({ url = [], bodies = [], effects = [], setups = [], state, revoke, also, alsoBody, alsoEffects, sinkAnswer }: MaskedOptions): readonly string[] {
  return [url, bodies, effects, setups, state, revoke, also, alsoBody, alsoEffects, sinkAnswer?.replace(/^\s*\d+\s*/, '')].flat().filter((text) => typeof text === 'string');
}

function linesOf(lines: readonly string[]): Headers {
  return lines.filter((line) => line.includes(':')).map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]);
}

/** `session=/access_token` gives a secret, whatever it is called from there on. */
function secretCaptures(captures: readonly string[]): readonly string[] {
  return captures.flatMap((line) => {
    const [name = '', place = ''] = line.split(/=(.*)/s);
    return looksSecret(lastName(place)) || /^header:(set-cookie|authorization)$/i.test(place) ? [name.trim()] : [];
  });
}

function lastName(place: string): string {
  return place.startsWith('/') ? (pointerSteps(place).at(-1) ?? '') : place.replace(/^header:/i, '');
}
