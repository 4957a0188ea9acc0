import * as fc from 'fast-check';
import type { Plan } from '../model/index.js';
import { schedule } from '../report/index.js';

/** Where plans come from, and what is simpler than one. */
export interface PlanSource {
  /** The nth plan of a seed. */
  draw(seed: number, n: number): Plan;
  /** Strictly simpler plans, the boldest first. */
  simpler(plan: Plan): Iterable<Plan>;
}

/**
 * A plan as fast-check draws it: a seed and a number, since what can be drawn is only known once the target has been
 * calibrated, and fast-check draws before anything runs. It prints as its schedule in words.
 */
export class Scenario {
  #plan: Plan | undefined;
  #obstacle: string | undefined;

  constructor(
    readonly seed: number,
    readonly n: number,
    plan?: Plan,
  ) {
    this.#plan = plan;
  }

  /** Undefined as long as it was not drawn. */
  get plan(): Plan | undefined {
    return this.#plan;
  }

  drawnFrom(source: PlanSource): Plan {
    this.#plan ??= source.draw(this.seed, this.n);
    return this.#plan;
  }

  /** Why it gave no verdict. fast-check leaves errors to `cause`, which not every runner shows: so it is told with the counterexample. */
  cameToNothing(error: unknown): void {
    this.#obstacle = (error instanceof Error ? error.message : String(error)).split('\n').join('; ');
  }

  [fc.toStringMethod](): string {
    if (this.#obstacle !== undefined) return `plan ${this.n} of ${this.seed}, without a verdict: ${this.#obstacle}`;
    const words = this.#plan === undefined ? [] : schedule(this.#plan);
    return `plan ${this.n} of ${this.seed}${words.length === 0 ? '' : `: ${words.join(' | ')}`}`;
  }
}

/** Climates differ by their number; beyond this they only repeat themselves in other words. */
const CLIMATES = 1_000;

class ScenarioArbitrary extends fc.Arbitrary<Scenario> {
  constructor(readonly source: PlanSource) {
    super();
  }

  override generate(random: fc.Random): fc.Value<Scenario> {
    return new fc.Value(new Scenario(random.nextInt() >>> 0, (random.nextInt() >>> 0) % CLIMATES), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Scenario {
    return value instanceof Scenario;
  }

  /** The shrinks are the domain's own. What was never drawn was never run, and has none. */
  override shrink({ seed, n, plan }: Scenario): fc.Stream<fc.Value<Scenario>> {
    if (plan === undefined) return fc.Stream.nil();
    return fc.stream(simpler(this.source, plan)).map((each) => new fc.Value(new Scenario(seed, n, each), undefined));
  }
}

function* simpler(source: PlanSource, plan: Plan): Generator<Plan, void, undefined> {
  yield* source.simpler(plan);
}

/** Plans with the shrinks of the domain, as a fast-check arbitrary. */
export function scenarios(source: PlanSource): fc.Arbitrary<Scenario> {
  return new ScenarioArbitrary(source);
}
