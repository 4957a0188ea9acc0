import type { Route, Target } from '../../model/index.js';
import { codecFor } from '../codec/index.js';
import { TemplateError } from '../template/error.js';
import type { Place, Template } from '../template/scope.js';
import { Scope } from '../template/scope.js';
import type { BodyShape, Blueprint } from '../types.js';
import type { BodyTemplate } from './body.js';
import { compileBody } from './body.js';
import { ofRequest } from './attempt.js';
import { ofAside, ofHoles } from './aside.js';
import type { CompiledRoute, CompiledTarget } from './compiled.js';
import { compileAside, compileFrame } from './request.js';

/**
 * Parses all templates of a target at once; throws {@link TemplateError} for the first that is wrong.
 *
 * @example
 * ```ts
 * const blueprint = compileTarget(target);
 * const plan = drawPlan({ seed: 1, climate: ['overlap'], index: 0 }, { blueprint, contract, calibration, lanes, faults });
 * ```
 */
export function compileTarget(target: Target): Blueprint {
  const scope = new Scope();
  const setups = target.setups.map((setup, index) => {
    const aside = compileAside(setup, scope, `--setup${numbered(index)}`, { where: 'aside', prefix: `setup${index}` });
    for (const name of Object.keys(setup.captures)) scope.capture(name);
    return aside;
  });
  const revoke = target.revoke && compileAside(target.revoke, scope, '--revoke', { where: 'aside', prefix: 'revoke' });
  scope.close();
  const routes = target.routes.map((route, index) => compileRoute(target, route, index, scope));
  const compiled: CompiledTarget = { target, routes, setups, scope, ...(revoke === undefined ? {} : { revoke }) };
  return {
    target,
    shapes: routes.map(({ shapes }) => shapes),
    carriesNonce: (route, body) => routes[route]?.shapes[body]?.nonce ?? false,
    needsAnswer: (aside, route) => ofAside(compiled, aside, route)?.needsAnswer ?? false,
    answersNeeded: (route) => routes[route]?.answers ?? [],
    renderAttempt: (plan, operation, attempt, identity) => ofRequest(compiled, plan, operation, attempt, identity),
    renderAside: (aside, operation, identity, nonce) => renderAside(compiled, aside, operation, identity, nonce),
    renderHoles: (aside, operation, identity, nonce) => ofHoles(compiled, aside, operation, identity, nonce),
  };
}

function renderAside(compiled: CompiledTarget, ...[aside, operation, identity, nonce]: Parameters<Blueprint['renderAside']>): ReturnType<Blueprint['renderAside']> {
  const found = ofAside(compiled, aside, operation.route);
  if (found === undefined) throw new RangeError(`no such request: ${JSON.stringify(aside)} of route ${operation.route}`);
  return found.render(operation, identity, nonce);
}

function compileRoute(target: Target, route: Route, index: number, shared: Scope): CompiledRoute {
  const scope = new Scope(shared);
  const [flag, also] = index === 0 ? ['', ''] : [`--also${numbered(index - 1)}, `, '-also'];
  // A further route is asked after the main one, and may be asked for what that has made.
  const parent: Pick<Place, 'answers'> = index === 0 ? {} : { answers: 'parent' };
  const frame = compileFrame(route, scope, { url: `${flag}the URL`, header: `${flag}--header`, ...parent });
  const bodies = route.bodies.map((body, number) => {
    const text = `-${also}-body${numbered(number)}`;
    return compileBody(body, route.mediaType, scope, { text, where: `body${number}`, ...parent, ...(number === 0 ? {} : { prefix: `body${number}` }) });
  });
  const key = target.key?.template === undefined ? undefined : scope.read(target.key.template, { text: '--key', where: 'key', prefix: 'key' });
  const effects = route.effects.map((probe, number) =>
    'method' in probe ? compileAside(probe, scope, `-${also}-effects${numbered(number)}`, { where: 'probe', prefix: `effects${number}`, answers: 'own' }) : undefined,
  );
  const holes = route.effects.map((probe, number) =>
    'holes' in probe ? probe.holes.map((hole) => scope.read(hole, { text: `-${also}-effects${numbered(number)}`, where: 'probe', prefix: `effects${number}`, answers: 'own' })) : [],
  );
  const state = route.state && compileAside(route.state, scope, '--state', { where: 'probe', prefix: 'state', answers: 'own' });
  scope.close();
  checkKey(target, route, key, scope);
  const compiled = { route, scope, frame, bodies, effects, holes, ...(key === undefined ? {} : { key }), ...(state === undefined ? {} : { state }) };
  const answers = answersIn([frame.path, frame.query, ...frame.headers.map(([, value]) => value), ...bodies.flatMap(({ templates }) => templates)], scope);
  return { ...compiled, answers, shapes: (bodies.length === 0 ? [undefined] : bodies).map((body, number) => shapeOf(compiled, body, number)) };
}

const numbered = (index: number): string => (index === 0 ? '' : ` ${index + 1}`);

function checkKey(target: Target, route: Route, key: Template | undefined, scope: Scope): void {
  const kinds = key?.parts.map((part) => (typeof part === 'string' ? 'text' : meaningOf(part, scope)));
  if (kinds !== undefined && !kinds.includes('nonce') && !kinds.includes('uuid')) {
    throw new TemplateError('--key', 'every operation would have the same key', 'It must hold {{nonce}} or {{uuid}}');
  }
  if (target.key?.in === 'body' && (codecFor(route.mediaType) === undefined || route.bodies.length === 0)) {
    throw new TemplateError('--key-field', `${route.name} has no body with members`, 'A key in the body needs a JSON or form-urlencoded --body; --key-header puts it in a header');
  }
}

/** Where in the parent's answer the values of some templates stand. */
function answersIn(templates: readonly Template[], scope: Scope): string[] {
  const parts = templates.flatMap(({ parts: all }) => all.filter((part) => typeof part !== 'string'));
  const sources = parts.map((part) => (part.kind === 'name' ? scope.lookup(part.name) : part));
  return [...new Set(sources.flatMap((source) => (source?.kind === 'answer' ? [source.pointer] : [])))];
}

function meaningOf(part: Exclude<Template['parts'][number], string>, scope: Scope): string {
  return part.kind === 'name' ? (scope.lookup(part.name)?.kind ?? 'name') : part.kind;
}

/** What can be drawn, redrawn and respelled in a request with one of the route's bodies. */
function shapeOf({ scope, frame, key }: Pick<CompiledRoute, 'scope' | 'frame' | 'key'>, body: BodyTemplate | undefined, number: number): BodyShape {
  const own = `body${number}` as const;
  const slots = [...scope.allSlots()].filter(({ uses }) => [...uses].some((use) => use === own || !use.startsWith('body')));
  const holds = (templates: readonly Template[]): boolean =>
    templates.some(({ parts }) => parts.some((part) => typeof part !== 'string' && meaningOf(part, scope) === 'nonce'));
  const payload = [frame.query, ...(body?.templates ?? [])];
  const elsewhere = [frame.path, ...frame.headers.map(([, value]) => value)];
  return {
    slots: slots.map(({ name, drawing, uses }) => ({
      name,
      drawing,
      // Another path would be another resource, and a probe that holds the old value would not see the new effect.
      redrawable: drawing.simplest.length > 1 && [...uses].every((use) => use === 'query' || use.startsWith('body')) && (uses.has('query') || uses.has(own)),
    })),
    spellings: body?.spellings ?? [],
    nonce: holds([...payload, ...elsewhere, ...(key === undefined ? [] : [key])]),
    nonceVaries: holds(payload) && !holds(elsewhere),
  };
}
