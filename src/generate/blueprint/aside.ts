import type { Json, Operation, WireRequest } from '../../model/index.js';
import { renderValue } from '../template/render.js';
import type { Aside as AsideOf, Identity } from '../types.js';
import type { CompiledTarget } from './compiled.js';
import type { Aside } from './request.js';
import { bytesOf, renderHeaders, renderPath, withType } from './request.js';
import { valuesOf } from './values.js';

/** A request beside the operation's own, ready to be filled. */
export interface FoundAside {
  readonly needsAnswer: boolean;
  render(operation: Operation, identity: Identity, nonce: string): WireRequest;
}

/** Finds a setup, a probe or the revocation; undefined where the target has none such. */
export function ofAside(compiled: CompiledTarget, aside: AsideOf, route: number): FoundAside | undefined {
  const own = compiled.routes[route];
  const found = pick(compiled, aside, route);
  if (found === undefined) return undefined;
  const scope = own?.scope ?? compiled.scope;
  return {
    needsAnswer: found.needsAnswer,
    render(operation, identity, nonce) {
      const url = compiled.target.instances[0] ?? '';
      const values = valuesOf({ scope, operation: operation.id, draws: operation.draws, nonce, identity, url });
      const headers = renderHeaders(found.frame, values);
      const body = found.body?.render(values);
      const text = body === undefined ? undefined : 'text' in body ? body.text : body.encode(body.tree, 'plain');
      return {
        instance: 0,
        method: found.frame.method,
        path: renderPath(found.frame, values),
        headers: text === undefined ? headers : withType(headers, found.mediaType),
        body: text === undefined ? null : bytesOf(text),
      };
    },
  };
}

/** The values of a query's placeholders, each of the type that it has. */
export function ofHoles(compiled: CompiledTarget, aside: AsideOf, operation: Operation, identity: Identity, nonce: string): readonly Json[] {
  const own = compiled.routes[operation.route];
  if (aside.kind !== 'effects' || own === undefined) return [];
  const url = compiled.target.instances[0] ?? '';
  const values = valuesOf({ scope: own.scope, operation: operation.id, draws: operation.draws, nonce, identity, url });
  return (own.holes[aside.probe] ?? []).map((hole) => renderValue(hole, values));
}

function pick(compiled: CompiledTarget, aside: AsideOf, route: number): Aside | undefined {
  switch (aside.kind) {
    case 'setup':
      return compiled.setups[aside.setup];
    case 'revoke':
      return compiled.revoke;
    case 'effects':
      return compiled.routes[route]?.effects[aside.probe];
    case 'state':
      return compiled.routes[route]?.state;
  }
}
