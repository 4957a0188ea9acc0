import type { Operation, Route, Target } from '../../model/index.js';
import type { Scope, Template } from '../template/scope.js';
import type { BodyShape, Blueprint } from '../types.js';
import type { BodyTemplate } from './body.js';
import type { Aside, Frame } from './request.js';

/** A route, parsed. */
export interface CompiledRoute {
  readonly route: Route;
  readonly scope: Scope;
  readonly frame: Frame;
  readonly bodies: readonly BodyTemplate[];
  readonly key?: Template;
  /** Undefined where no request counts. */
  readonly effects: readonly (Aside | undefined)[];
  /** Placeholders of each probe that is a query. */
  readonly holes: readonly (readonly Template[])[];
  readonly state?: Aside;
  readonly shapes: readonly BodyShape[];
  /** JSON Pointers into the parent's accepted answer. */
  readonly answers: readonly string[];
}

/** A target, parsed. */
export interface CompiledTarget {
  readonly target: Target;
  readonly routes: readonly CompiledRoute[];
  readonly setups: readonly Aside[];
  readonly revoke?: Aside;
  /** Names of the setups, which all routes know. */
  readonly scope: Scope;
}

/** The shape of an operation's request; undefined where the target has no such route or body. */
export function shapeFor(blueprint: Blueprint, { route, body }: Pick<Operation, 'route' | 'body'>): BodyShape | undefined {
  return blueprint.shapes[route]?.[body];
}
