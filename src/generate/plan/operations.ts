import type { Draws, Feature, KeyChange, KeyChoice, Operation, Start } from '../../model/index.js';
import { shapeFor } from '../blueprint/compiled.js';
import type { Dice } from '../dice.js';
import type { BodyShape, PlanContext } from '../types.js';
import { drawDownstream } from './downstream.js';
import { drawAttempts, idOf, LARGEST_VOLLEY, windowsOf } from './attempts.js';
import { hostileTexts } from './hostile.js';
import { drawFiller } from './noise.js';
import { withVariants } from './variants.js';

/** Draws the operations of one plan, each with its attempts; ids of both count through the plan. */
export class OperationDraw {
  readonly operations: Operation[] = [];
  #attempts = 0;

  constructor(
    readonly dice: Dice,
    readonly climate: ReadonlySet<Feature>,
    readonly context: PlanContext,
  ) {}

  /** An operation of its own. */
  plain(): void {
    const { dice, climate } = this;
    const { principals, routes } = this.context.blueprint.target;
    const principal = climate.has('principals') && principals.length > 1 && dice.chance(0.3) ? dice.int(1, principals.length - 1) : 0;
    const bodies = routes[0]?.bodies.length ?? 0;
    const body = climate.has('bodies') && bodies > 1 && dice.chance(0.75) ? dice.int(1, bodies - 1) : 0;
    this.#add({ key: { kind: 'fresh' }, route: 0, principal, body, draws: this.#draws(0, body) }, this.#start());
  }

  /** Operations that have to do with the key of the first one, by the features in play. */
  related(): void {
    const { dice, climate, context } = this;
    const { principals, routes } = context.blueprint.target;
    const base = this.operations[0];
    if (base === undefined) return;
    const makers: (() => void)[] = [];
    const { route, body } = base;
    if (climate.has('near-keys')) makers.push(() => this.#beside(base, { kind: 'near', of: base.id, change: this.#keyChange() }, base));
    if (climate.has('principals') && principals.length > 1) {
      const principal = (base.principal + dice.int(1, principals.length - 1)) % principals.length;
      makers.push(() => this.#beside(base, { kind: 'shared', of: base.id }, { route, principal, body }));
    }
    if (climate.has('routes') && routes.length > 1) {
      makers.push(() => this.#elsewhere(base, dice.int(1, routes.length - 1)));
    }
    if (climate.has('no-key')) makers.push(() => this.#keyless());
    if (climate.has('hostile-keys')) makers.push(() => this.#hostile());
    for (const make of dice.some(makers, dice.chance(0.8) ? 1 : Math.min(2, makers.length))) if (this.operations.length < 4) make();
  }

  #beside(base: Operation, key: KeyChoice, place: Pick<Operation, 'route' | 'principal' | 'body'>): void {
    const same = place.route === base.route && place.body === base.body && this.dice.chance(0.6);
    const { route, principal, body } = place;
    this.#add({ key, route, principal, body, draws: same ? base.draws : this.#draws(route, body) }, this.#start());
  }

  /** The key of `base` on another route; where that is asked for what `base` was answered, once `base` has ended. */
  #elsewhere(base: Operation, route: number): void {
    const shared: KeyChoice = { kind: 'shared', of: base.id };
    const place = { route, principal: base.principal, body: 0 };
    const last = base.attempts.at(-1);
    if (last === undefined || this.context.blueprint.answersNeeded(route).length === 0) {
      this.#beside(base, shared, place);
      return;
    }
    // Some have keys of their own: what those are answered tells a habit of the service from a key that is taken for another's.
    const key: KeyChoice = this.dice.chance(0.25) ? { kind: 'fresh' } : shared;
    this.#add({ key, ...place, parent: base.id, draws: this.#draws(route, 0) }, { kind: 'after', of: last.id, pauseMs: 0 });
  }

  /** Two callers who both leave the key out and mean the same payload: they must not share an answer. */
  #keyless(): void {
    const { dice } = this;
    const principals = this.context.blueprint.target.principals.length;
    const draws = this.#draws(0, 0);
    const [first, second] = dice.weighted<readonly [KeyChoice, KeyChoice]>([
      [70, [{ kind: 'absent' }, { kind: 'absent' }]],
      [15, [{ kind: 'empty' }, { kind: 'empty' }]],
      [15, [{ kind: 'absent' }, { kind: 'empty' }]],
    ]);
    this.#add({ key: first, route: 0, principal: 0, body: 0, draws }, this.#start());
    if (this.operations.length < 4) this.#add({ key: second, route: 0, principal: principals > 1 && dice.chance(0.5) ? 1 : 0, body: 0, draws }, this.#start());
  }

  #hostile(): void {
    const texts = hostileTexts(this.context);
    if (texts.length === 0) return;
    const text = this.dice.pick(texts);
    this.#add({ key: { kind: 'hostile', text }, route: 0, principal: 0, body: 0, draws: this.#draws(0, 0) }, this.#start());
  }

  #add(operation: Omit<Operation, 'id' | 'attempts'>, start: Start): void {
    const { dice, climate, context } = this;
    const options = { climate, faults: context.faults, instances: context.blueprint.target.instances.length, start, windowsMs: windowsOf(context.contract), firstId: this.#attempts };
    const { fillers = [] } = context.calibration;
    const grown = climate.has('large') && fillers.length > 0 && operation.route === 0 && operation.body === 0 && dice.chance(0.6);
    const whole = { id: this.operations.length, ...operation, ...(grown ? { filler: drawFiller(dice, fillers) } : {}) };
    const varied = withVariants(dice, climate, context, { operation: whole, attempts: drawAttempts(dice, options) });
    this.#attempts += varied.length;
    const disturbed = climate.has('downstream') && operation.route === 0 ? drawDownstream(dice, context, varied) : undefined;
    this.operations.push({ ...whole, ...(disturbed ?? { attempts: varied }) });
  }

  /** A later operation starts with the others, on a barrier with one of them, or after one. */
  #start(): Start {
    const { dice } = this;
    if (this.#attempts === 0) return { kind: 'begin', durations: 0 };
    return dice.weighted<() => Start>([
      [45, () => ({ kind: 'after', of: idOf(dice.int(0, this.#attempts - 1)), pauseMs: 0 })],
      [20, () => ({ kind: 'begin', durations: 0 })],
      // Eight more may join that barrier.
      [this.climate.has('overlap') && this.#attempts + 8 <= LARGEST_VOLLEY ? 35 : 0, () => ({ kind: 'together', as: idOf(0) })],
    ])();
  }

  #keyChange(): KeyChange {
    const maxLength = this.context.contract.key?.maxLength ?? 255;
    // A column that cuts at 36 cuts what differs beyond 128 too, so that the longest says most; the others are for those that refuse it.
    const [longest, ...others] = ([128, 64, 36] as const).filter((length) => length + 8 <= maxLength).map((length) => `tail-${length}` as const);
    return this.dice.weighted<KeyChange>([[40, 'case'], [15, 'punctuation'], ...(longest === undefined ? [] : [[25, longest] as const]), ...others.map((tail) => [10, tail] as const)]);
  }

  #draws(route: number, body: number): Draws {
    return drawSlots(this.dice, shapeFor(this.context.blueprint, { route, body }));
  }
}

export function drawSlots(dice: Dice, shape: BodyShape | undefined): Draws {
  return Object.fromEntries((shape?.slots ?? []).map(({ name, drawing }) => [name, drawing.draw(dice)]));
}
