import type { Contract, Headers, Route, Target } from '../model/index.js';
import type { CommonOptions } from './options.js';
import { UsageError } from './options.js';
import { effectsProbe, isRequest } from './target/effects.js';
import { parseHeaders, parseRequestLine, routeMethod } from './target/lines.js';
import type { Surroundings } from './target/parts.js';
import { SINK_EFFECTS, sinkOf } from './target/sink.js';
import { aside, checkSuccess, keyPlace, parsePlace, principals, setups, stateProbe } from './target/parts.js';
import type { Place } from './target/place.js';
import { carriesNonce, checkBody, guessMediaType, mistypedNonce, probeExample } from './target/template.js';

export { didYouMean } from './target/nearest.js';
export { listensBeyond } from './target/sink.js';
export { placeText } from './target/place.js';
export { checkHosts } from './target/url.js';

/**
 * What the user described, as a target: parsed, with defaults, not yet rendered. Pure; files (`@file`) were read before.
 *
 * @param options - the user's options
 * @param place - where the route under test is
 * @param contract - the contract that they name, where it is already known: it may say where the key goes
 * @throws UsageError naming the flag, what is wrong with it and what would be right
 */
export function buildTarget(options: CommonOptions, { instances, path }: Place, contract?: Contract): Target {
  const method = routeMethod(options.method ?? 'POST');
  const key = keyPlace(options, method, contract ?? contractOf(options.contract));
  const headers = parseHeaders(options.headers ?? [], '--header');
  if (key?.in === 'header' && headers.some(([name]) => name.toLowerCase() === key.name.toLowerCase())) {
    throw new UsageError(`--header sets ${key.name}, which the kit must set itself: every operation needs a key of its own`, `give its form with --key, such as --key '{{uuid}}'`);
  }
  if (options.id !== undefined) parsePlace(options.id, '--id');
  if (options.success !== undefined) checkSuccess(options.success);
  const around: Surroundings = { origins: instances, route: path, headers: headers.filter(([name]) => !/^content-(type|length|encoding)$/i.test(name)) };
  const sink = sinkOf(options);
  const main = mainRoute(options, method, path, headers, around);
  if (key?.in === 'body' && main.bodies.length === 0) throw new UsageError('--key-field puts the key in the body, and there is no --body', `such as --body '{"reference":"{{nonce}}"}'`);
  return {
    instances,
    routes: [main, ...alsoRoutes(options, headers, around)],
    principals: principals(options.principals ?? []),
    setups: setups(options, around),
    key,
    ...(sink === undefined ? {} : { sink }),
    ...(options.revoke === undefined ? {} : { revoke: aside(options.revoke, '--revoke', around) }),
  };
}

function contractOf(value: unknown): Contract | undefined {
  return typeof value === 'object' && value !== null ? (value as Contract) : undefined;
}

function mainRoute(options: CommonOptions, method: string, path: string, headers: Headers, around: Surroundings): Route {
  const bodies = options.bodies ?? [];
  const route = routeOf(method, path, headers, bodies, '--body');
  // A sink counts by itself, where nobody says that something else does.
  const probes = options.effects ?? (options.sink === undefined ? [] : [SINK_EFFECTS]);
  const effects = probes.map((text) => effectsProbe(text, '--effects', around, options.effectsCount));
  if (options.effectsCount !== undefined && effects.length === 0) throw new UsageError('--effects-count was given without --effects', `such as --effects '${probeExample(path)}'`);
  if (options.effectsCount !== undefined && !effects.some(isRequest)) throw new UsageError('--effects-count says where in a JSON answer the count stands, and no --effects is a request', 'leave it away: a query, a command and a function count by themselves');
  if (effects.length > 0 || options.sink !== undefined) insistOnNonce(route, options, '--body', options.sink === undefined ? '--effects' : '--sink');
  return { ...route, effects, ...(options.state === undefined ? {} : { state: stateProbe(options.state, around) }) };
}

function alsoRoutes(options: CommonOptions, headers: Headers, around: Surroundings): readonly Route[] {
  if (options.also === undefined) {
    const orphan = options.alsoBody === undefined ? (options.alsoEffects === undefined ? undefined : '--also-effects') : '--also-body';
    if (orphan !== undefined) throw new UsageError(`${orphan} was given without --also`, `name the second route: --also 'POST /refunds'`);
    return [];
  }
  const { method, path, body } = parseRequestLine(options.also, '--also', around);
  if (body !== undefined && options.alsoBody !== undefined) throw new UsageError('--also has a body, and --also-body gives another', 'leave one of them out');
  const text = options.alsoBody ?? body;
  const route = routeOf(method, path, headers, text === undefined ? [] : [text], '--also-body');
  if (options.alsoEffects === undefined) return [route];
  insistOnNonce(route, options, '--also-body', '--also-effects');
  return [{ ...route, effects: [effectsProbe(options.alsoEffects, '--also-effects', around, undefined)] }];
}

function routeOf(method: string, path: string, headers: Headers, bodies: readonly string[], flag: string): Route {
  if (/^(GET|HEAD|OPTIONS)$/.test(method)) {
    throw new UsageError(`${method} ${path} is safe: it has no effect that could happen twice`, 'check a route that changes something: --method POST, PUT, PATCH or DELETE');
  }
  const declared = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const mediaType = declared ?? guessMediaType(bodies[0]);
  for (const body of bodies) checkBody(body, mediaType, flag);
  return { name: `${method} ${path}`, method, path, headers, bodies, mediaType, effects: [] };
}

/** Without a nonce in the request, its effects could not be told from anybody else's. */
function insistOnNonce(route: Route, { captures = [] }: CommonOptions, bodyFlag: string, effectsFlag: string): void {
  const everywhere = [route.path, ...route.headers.map(([, value]) => value)];
  if (carriesNonce(...everywhere)) return;
  const bare = route.bodies.findIndex((body) => !carriesNonce(body));
  if (route.bodies.length > 0 && bare < 0) return;
  const slip = mistypedNonce([...everywhere, ...route.bodies], captures.map((line) => line.replace(/=.*$/s, '').trim()));
  if (slip !== undefined) throw new UsageError(`unknown placeholder {{${slip}}} in the request of ${route.name}`, 'did you mean {{nonce}}?');
  const which = route.bodies.length > 1 ? ` (in body ${bare + 1} of ${route.bodies.length})` : '';
  throw new UsageError(
    `${effectsFlag} was given, but there is no {{nonce}} in the request of ${route.name}${which}`,
    `put it where the service stores it, such as ${bodyFlag} '{"reference":"{{nonce}}"}', so that its effects can be told from all others`,
  );
}
