import type { Operation } from '../../model/index.js';
import { defined } from '../../model/index.js';
import { shapeFor } from '../blueprint/compiled.js';
import { Dice } from '../dice.js';
import type { Blueprint } from '../types.js';
import { drawSlots } from './operations.js';

/**
 * An operation of the same route and caller as calibration sends them: the first body, of the size that its template has.
 *
 * @param seed - decides what is drawn, and nothing else does
 */
export function ordinaryLike(blueprint: Blueprint, { id, key, route, principal, parent, attempts }: Operation, seed: string): Operation {
  const draws = drawSlots(new Dice(`ordinary/${seed}`), shapeFor(blueprint, { route, body: 0 }));
  return { id, key, route, principal, body: 0, draws, attempts, ...defined({ parent }) };
}
