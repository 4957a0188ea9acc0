import type { Headers, Json, Operation, PayloadChange, Plan, Variant, WireRequest } from '../../model/index.js';
import { hasCopies, operationsOf } from '../../model/index.js';
import { writeJson } from '../codec/json.js';
import type { Values } from '../template/render.js';
import { renderText } from '../template/render.js';
import type { Identity, Rendered, Sending } from '../types.js';
import type { RenderedBody } from './body.js';
import type { CompiledRoute, CompiledTarget } from './compiled.js';
import { keyOf, spelledKey } from './keys.js';
import { noiseHeaders } from './noise.js';
import { bytesOf, renderHeaders, renderPath, textSaid, withoutHeader, withType } from './request.js';
import { filledTree, markedTree, withoutValue, withValue } from './tree.js';
import { nameOf, nonceOf, valuesOf } from './values.js';

/** Renders one attempt of an operation. */
export function ofRequest(compiled: CompiledTarget, plan: Plan, operation: Operation, attempt: Sending, identity: Identity): Rendered {
  const route = compiled.routes[operation.route];
  if (route === undefined) throw new RangeError(`no route ${operation.route}`);
  const { variant } = attempt;
  const said = saidBy(plan, operation);
  const nonce = nonceOf(said.id, identity, variant?.payload?.kind === 'nonce');
  const values = fill(compiled, route, said, identity, variant?.payload, nonce);
  const key = compiled.target.key === null ? undefined : keyOf(plan, operation, identity, keyTemplate(compiled, route));
  const method = variant?.method ?? route.frame.method;
  const path = renderPath(route.frame, values);
  // A safe method carries the key in its header and no body.
  const body = variant?.method === undefined ? bodyOf(compiled, route, said, values, variant, key) : undefined;
  const own = headersOf(compiled, route, values, key, body !== undefined);
  const headers = variant?.noise === undefined ? own : [...own, ...noiseHeaders(variant.noise, `${nameOf(operation.id, identity)}/${attempt.id ?? ''}`, own)];
  // Without a member it may be without its nonce, and what it does is then nothing that anybody could count.
  const isLost = variant?.payload?.kind === 'invalid' && ![path, body?.text, ...headers.flatMap(([, value]) => (value === key ? [] : [value]))].some((text) => text?.includes(nonce));
  return new RenderedAttempt(
    { instance: attempt.instance ?? 0, method, path, headers, body: body === undefined ? null : bytesOf(body.text) },
    variant?.method !== undefined && compiled.target.key?.in === 'body' ? undefined : key,
    route.shapes[said.body]?.nonce === true && !isLost && !hasCopies(plan) ? nonce : undefined,
    body,
  );
}

/** The operation whose payload it is. */
function saidBy(plan: Plan, operation: Operation): Operation {
  return operation.copies === undefined ? operation : (operationsOf(plan).find(({ id }) => id === operation.copies) ?? operation);
}

/** A class for the sake of its getters: members of a crowd are asked for neither, and most others for the text alone. */
class RenderedAttempt implements Rendered {
  constructor(
    readonly request: WireRequest,
    readonly key: string | undefined,
    readonly nonce: string | undefined,
    private readonly body: Written | undefined,
  ) {}

  get text(): string | null {
    return this.body === undefined ? null : textSaid(this.body.text);
  }

  get payloadIdentity(): string {
    return `${this.request.method} ${this.request.path}\n${this.body?.identity() ?? ''}`;
  }
}

function fill(compiled: CompiledTarget, route: CompiledRoute, operation: Operation, identity: Identity, payload: PayloadChange | undefined, nonce: string): Values {
  const draws = payload?.kind === 'redrawn' ? { ...operation.draws, ...payload.draws } : operation.draws;
  return valuesOf({ scope: route.scope, operation: operation.id, draws, nonce, identity, url: compiled.target.instances[0] ?? '' });
}

/** A key never varies with the payload: it is made of the operation's own draws and first nonce. */
function keyTemplate(compiled: CompiledTarget, route: CompiledRoute): ((operation: Operation, identity: Identity) => string) | undefined {
  const template = route.key;
  if (template === undefined) return undefined;
  return (operation, identity) => renderText(template, fill(compiled, route, operation, identity, undefined, nonceOf(operation.id, identity)));
}

function headersOf({ target }: CompiledTarget, route: CompiledRoute, values: Values, key: string | undefined, hasBody: boolean): Headers {
  const own = renderHeaders(route.frame, values);
  const typed = hasBody ? withType(own, route.route.mediaType) : withoutHeader(own, 'content-type');
  if (target.key?.in !== 'header') return typed;
  const { name, format } = target.key;
  const others = withoutHeader(typed, name.toLowerCase());
  return key === undefined ? others : [...others, [name, spelledKey(key, format)]];
}

interface Written {
  readonly text: string;
  identity(): string;
}

function bodyOf({ target }: CompiledTarget, route: CompiledRoute, operation: Operation, values: Values, variant: Variant | undefined, key: string | undefined): Written | undefined {
  const template = route.bodies[operation.body];
  if (template === undefined) return undefined;
  const body = template.render(values);
  if ('text' in body) return { text: body.text, identity: () => body.text };
  const place = target.key?.in === 'body' ? target.key.name : undefined;
  // The key is no part of the payload: a control with a key of its own has an equal one.
  const identity = (): string => writeJson(withKey(changedTree(markedTree(body.tree, operation.filler), variant?.payload), place, undefined), 'sorted');
  const keyed = withKey(changedTree(filledTree(body.tree, operation.filler), variant?.payload), place, key);
  return { text: encode(body, keyed, variant), identity };
}

function encode(body: Exclude<RenderedBody, { text: string }>, tree: Json, variant: Variant | undefined): string {
  return body.encode(tree, variant?.spelling ?? 'plain');
}

function changedTree(tree: Json, payload: PayloadChange | undefined): Json {
  if (payload?.kind === 'literal') return withValue(tree, payload.pointer, payload.value);
  return payload?.kind === 'invalid' ? withoutValue(tree, payload.pointer) : tree;
}

function withKey(tree: Json, pointer: string | undefined, key: string | undefined): Json {
  if (pointer === undefined) return tree;
  return key === undefined ? withoutValue(tree, pointer) : withValue(tree, pointer, key);
}
