import type { Feature } from '../model/index.js';

/** Plans drawn of one climate before the next is chosen, at most. */
export const PLANS_PER_CLIMATE = 8;
/** How many of the coming climates are compared. */
const LOOKAHEAD = 4;
/** How far is looked for one that leads to what was required … */
const FURTHER = 16;
/** … but for one choice in so many: a feature that is always on hides what only happens without it. */
const UNSTEERED_EVERY = 4;

/** Features that lead to what is still to be reached. */
export interface Wish {
  /** For the sake of what a pass asks for anyway: preferred among the next few. */
  readonly core: readonly Feature[];
  /** For the sake of situations that somebody required: looked for further on as well. */
  readonly required: readonly Feature[];
}

export interface Steering {
  /** The next plan's climate and index. */
  next(): { readonly climate: readonly Feature[]; readonly index: number };
}

/**
 * Chooses which climate is drawn next; never what a plan of it is like, which its address alone decides. Prefers
 * climates whose features were drawn least, and those that lead to a situation of which too few were reached.
 *
 * @param climateOf - the nth climate of this seed
 * @param wanted - asked before each choice
 * @param perClimate - plans drawn of one climate before the next is chosen; from 1 to 8
 */
export function createSteering(climateOf: (n: number) => readonly Feature[], wanted: () => Wish, perClimate = PLANS_PER_CLIMATE): Steering {
  const drawn = new Map<Feature, number>();
  const indexes = new Map<string, number>();
  let waiting: (readonly Feature[])[] = [];
  let n = 0;
  let choices = 0;
  let left = 0;
  let current: readonly Feature[] = [];
  const rarity = (climate: readonly Feature[], missing: readonly Feature[]): number => {
    return climate.reduce((sum, feature) => sum + 1 / (1 + (drawn.get(feature) ?? 0)) + (missing.includes(feature) ? 1 : 0), 0);
  };
  const choose = (): readonly Feature[] => {
    const draw = (): void => {
      waiting.push(climateOf(n));
      n += 1;
    };
    const { core, required } = wanted();
    const missing = [...core, ...required];
    choices += 1;
    while (waiting.length < LOOKAHEAD) draw();
    const isThere = (): boolean => waiting.some((climate) => required.some((feature) => climate.includes(feature)));
    const further = required.length > 0 && n > LOOKAHEAD && choices % UNSTEERED_EVERY !== 0 ? FURTHER : 0;
    for (let looked = 0; looked < further && !isThere(); looked += 1) draw();
    // What was passed over often enough is given up: there is always another one like it.
    waiting = waiting.slice(-FURTHER);
    // The first climates are the heart of the matter, small ones: they come in their own order.
    const best = n <= LOOKAHEAD ? 0 : waiting.reduce((at, climate, index) => (rarity(climate, missing) > rarity(waiting[at] ?? [], missing) ? index : at), 0);
    const chosen = waiting[best] ?? [];
    waiting = waiting.filter((_, index) => index !== best);
    return chosen;
  };
  return {
    next() {
      if (left === 0) {
        current = choose();
        left = Math.min(PLANS_PER_CLIMATE, Math.max(1, perClimate));
      }
      left -= 1;
      for (const feature of current) drawn.set(feature, (drawn.get(feature) ?? 0) + 1);
      const name = current.join('+');
      const index = indexes.get(name) ?? 0;
      indexes.set(name, index + 1);
      return { climate: current, index };
    },
  };
}
