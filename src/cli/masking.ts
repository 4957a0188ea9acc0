import { randomBytes } from 'node:crypto';
import type { CheckOptions } from '../check/options.js';
import { NoVerdictError, UsageError } from '../check/options.js';
import type { Headers } from '../model/index.js';
import { looksSecret, pointerSteps } from '../model/index.js';
import type { Masker } from '../report/index.js';
import { createMasker } from '../report/index.js';

/** A masker with a salt of this run, which knows what the options say about names, and the secrets that stand in them. */
export function maskerFor(options: Partial<CheckOptions>): Masker {
  const principals = linesOf((options.principals ?? []).filter((line) => !line.startsWith('exec:')).flatMap((line) => line.split('\n')));
  const places = [options.keyHeader, options.keyField, options.id].filter((place) => place !== undefined);
  const password = /^(?:\w+:\/\/)?[^/@]*:([^/]*)@/.exec(options.proxy ?? '')?.[1];
  return createMasker({
    salt: randomBytes(16).toString('hex'),
    plain: ['Idempotency-Key', ...places.map(lastName)],
    secretHeaders: principals.map(([name]) => name),
    secretCaptures: secretCaptures(options.captures ?? []),
    seeds: {
      headers: [...linesOf(options.headers ?? []), ...principals],
      requests: requestsOf(options),
      values: [...(password === undefined ? [] : [['proxy', password] as const]), ...(options.tls?.key === undefined ? [] : [['key-file', options.tls.key.trim()] as const])],
    },
  });
}

/** Every text of the options that is a URL, a request or a body. */
function requestsOf({ url = [], bodies = [], effects = [], setups = [], state, revoke, also, alsoBody, alsoEffects }: Partial<CheckOptions>): readonly string[] {
  return [url, bodies, effects, setups, state, revoke, also, alsoBody, alsoEffects].flat().filter((text) => text !== undefined);
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

/** Does what is asked; messages of what goes wrong show no secret of the options. */
export async function withoutSecrets<Value>(masker: Masker, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    const hint = error instanceof UsageError || error instanceof NoVerdictError ? error.hint : undefined;
    const shown = hint === undefined ? undefined : masker.text(hint);
    if (error instanceof UsageError) throw new UsageError(masker.text(error.message), shown);
    if (error instanceof NoVerdictError) throw new NoVerdictError(masker.text(error.message), error.exitCode, shown);
    throw error;
  }
}
