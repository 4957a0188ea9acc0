import type { Attempt, Draws, Feature, Operation, PayloadChange, Variant } from '../../model/index.js';
import { shapeFor } from '../blueprint/compiled.js';
import type { Dice } from '../dice.js';
import type { BodyShape, PlanContext } from '../types.js';
import { drawNoise } from './noise.js';

/** True where the main route's request can have another payload under the same key. */
export function mismatchPossible({ blueprint, calibration }: PlanContext): boolean {
  return (blueprint.shapes[0] ?? []).some(payloadVaries) || calibration.literals.length > 0;
}

const payloadVaries = (shape: BodyShape): boolean => shape.nonceVaries || shape.slots.some(({ redrawable }) => redrawable);

/** What an operation's attempts are before variants are given to some of them. */
interface Given {
  readonly operation: Omit<Operation, 'attempts'>;
  readonly attempts: readonly Attempt[];
}

/** Draws variants for some of an operation's attempts, by the features in play. */
export function withVariants(dice: Dice, climate: ReadonlySet<Feature>, context: PlanContext, { operation, attempts }: Given): Attempt[] {
  const variants: Variant[] = attempts.map(() => ({}));
  const give = (index: number, variant: Variant): void => {
    variants[index] = { ...variants[index], ...variant };
  };
  const last = attempts.length - 1;
  // What only another route's or body's calibration knows says nothing about this one.
  const calibrated = operation.route === 0 && operation.body === 0;
  const required = calibrated ? context.calibration.required : [];
  if (climate.has('invalid') && required.length > 0 && dice.chance(0.6)) {
    give(0, { payload: { kind: 'invalid', pointer: dice.pick(required) } });
  } else if (climate.has('mismatch') && dice.chance(0.75)) {
    const change = payloadChange(dice, context, operation, calibrated);
    // A retry of the other payload counts too: both may then claim the key.
    const count = dice.chance(0.7) ? 1 : dice.int(1, last);
    const first = dice.chance(0.85) ? dice.int(1, last) : 0;
    if (change !== undefined) for (let index = first; index < Math.min(first + count, last + 1); index += 1) give(index, { payload: change });
  }
  const spellings = shapeFor(context.blueprint, operation)?.spellings ?? [];
  if (climate.has('spelling') && spellings.length > 0 && dice.chance(0.75)) {
    const spelling = dice.pick(spellings);
    for (let index = dice.int(1, last); index <= last; index += dice.int(1, 4)) give(index, { spelling });
  }
  if (climate.has('noise') && operation.route === 0) {
    const first = dice.int(0, 1);
    attempts.forEach((attempt, index) => {
      if (index >= first && dice.chance(0.7)) give(index, drawNoise(dice, context, attempt, index === 0));
    });
  }
  if (climate.has('methods') && dice.chance(0.6)) {
    // First, since it may use the key up; or between.
    const index = dice.chance(0.6) ? 0 : dice.int(0, last);
    variants[index] = { method: dice.pick(['HEAD', 'GET', 'OPTIONS'] as const) };
  }
  return attempts.map((attempt, index) => {
    const variant = variants[index] ?? {};
    return Object.keys(variant).length === 0 ? attempt : { ...attempt, variant };
  });
}

function payloadChange(dice: Dice, { blueprint, calibration }: PlanContext, operation: Given['operation'], calibrated: boolean): PayloadChange | undefined {
  const shape = shapeFor(blueprint, operation);
  const slots = (shape?.slots ?? []).filter(({ redrawable }) => redrawable);
  const kinds: (readonly [number, () => PayloadChange])[] = [];
  if (slots.length > 0) {
    kinds.push([
      65,
      () => {
        const draws: { [slot: string]: Draws[string] } = {};
        for (const { name, drawing } of dice.some(slots, dice.chance(0.6) ? 1 : dice.int(1, slots.length))) {
          draws[name] = drawing.redraw(dice, operation.draws[name] ?? drawing.simplest[0] ?? null);
        }
        return { kind: 'redrawn', draws };
      },
    ]);
  }
  if (shape?.nonceVaries === true) kinds.push([20, () => ({ kind: 'nonce' })]);
  if (calibrated && calibration.literals.length > 0) kinds.push([25, () => ({ kind: 'literal', ...dice.pick(calibration.literals) }) as PayloadChange]);
  return kinds.length === 0 ? undefined : dice.weighted(kinds)();
}
