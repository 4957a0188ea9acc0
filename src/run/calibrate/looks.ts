import type { Calibration, Filler, Framing, Noise, Plan } from '../../model/index.js';
import { isObject, NOISES } from '../../model/index.js';
import type { Ask } from './ask.js';
import { classOf, fixedScalars, treesOf } from './literals.js';
import { filled, single } from './questions.js';

/** The largest growth that is tried: services often take 100 KB and no more. Then one beyond the usual page and column. */
const LENGTHS = [63_000, 6_000];
/** Strings that are tried, besides a member of our own. */
const MOST_STRINGS = 2;
/** A member that a service is free to ignore. */
const OWN_MEMBER = '/note';

/**
 * What the target takes of what should make no difference, each tried once under a fresh key: headers without meaning, other
 * framings, larger bodies. Plans vary an attempt only in what this saw accepted.
 */
export async function tryLooks(ask: Ask): Promise<Pick<Calibration, 'noise' | 'framings' | 'fillers'>> {
  const { rig, ordinary } = ask.options;
  const plan = ordinary(210);
  if (rig.blueprint.target.key === null) return { noise: [], framings: [], fillers: await tryFillers(ask, plan) };
  const taken = async <Look>(looks: readonly Look[], shown: (look: Look) => Plan): Promise<Look[]> => {
    const classes = await Promise.all(looks.map((look) => classOf(ask, shown(look))));
    return looks.filter((_, index) => classes[index] === 'accepted');
  };
  // All are waited for at once: one that fails while nobody waits for it would end the process.
  const [noise, framings, fillers] = await Promise.all([
    taken(Object.keys(NOISES) as Noise[], (each: Noise) => single(plan, { noise: [each] })),
    taken(rig.session.framings ?? [], (framing: Framing) => single(plan, { framing })),
    tryFillers(ask, plan),
  ]);
  return { noise, framings, fillers };
}

async function tryFillers(ask: Ask, plan: Plan): Promise<readonly Filler[]> {
  const trees = treesOf(ask);
  const [tree] = trees;
  if (!isObject(tree)) return [];
  const strings = fixedScalars(trees).flatMap(({ pointer, value }) => (typeof value === 'string' ? [pointer] : []));
  const pointers = [...strings.slice(0, MOST_STRINGS), ...('note' in tree ? [] : [OWN_MEMBER])];
  const fillers = await Promise.all(
    pointers.map(async (pointer) => {
      for (const length of LENGTHS) if ((await classOf(ask, single(filled(plan, { pointer, length })))) === 'accepted') return [{ pointer, length }];
      return [];
    }),
  );
  return fillers.flat();
}
