import { parseArgs } from 'node:util';

import type { ZooServer } from '../../test/zoo/index.js';
import { every } from '../../test/zoo/every.js';
import { halfOf } from './halves.js';

export const PARTS = ['found', 'size', 'correct', 'naive'] as const;
type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly seeds: readonly number[];
  readonly parts: readonly Part[];
  /** Plans on each correct server. */
  readonly plans: number;
  /** While weights are tuned: seeds above 1,000, one half of the zoo. */
  readonly tune: boolean;
  wants(server: ZooServer): boolean;
}

const SEEDS = 20;
/** The seeds that weights may be tuned on begin above this one. */
const PUBLISHED = 1_000;

/** Reads the command line; wrong values throw. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bugs: { type: 'string', multiple: true },
      seeds: { type: 'string', default: String(SEEDS) },
      parts: { type: 'string' },
      plans: { type: 'string', default: '2000' },
      tune: { type: 'boolean', default: false },
    },
  });
  const { tune, bugs } = values;
  const names = bugs?.flatMap((each) => each.split(','));
  const unknown = names?.find((each) => !every.some(({ name }) => name === each));
  if (unknown !== undefined) throw new Error(`--bugs ${unknown}: the zoo has no ${unknown}`);
  if (!/^[1-9]\d*$/.test(values.plans)) throw new Error(`--plans ${values.plans}: give a number of plans`);
  return {
    tune,
    seeds: seedsOf(values.seeds, tune),
    parts: partsOf(values.parts ?? (tune ? 'found' : PARTS.join())),
    plans: Number(values.plans),
    wants: ({ name, intended }) => (names === undefined || names.includes(name)) && (!tune || (intended !== undefined && halfOf(name) === 'tuned')),
  };
}

/** `20`: the first twenty; `7-9`: these. */
function seedsOf(text: string, tune: boolean): readonly number[] {
  const [, one, to] = /^([1-9]\d*)(?:-(\d+))?$/.exec(text) ?? [];
  const base = tune ? PUBLISHED : 0;
  const [from, last] = to === undefined ? [base + 1, base + Number(one)] : [Number(one), Number(to)];
  if (one === undefined || last < from) throw new Error(`--seeds ${text}: give how many, as 5, or which, as 7-9`);
  if (tune && from <= PUBLISHED) throw new Error(`--seeds ${text}: tuning is done on seeds above 1,000, so that those up to there tell the truth`);
  return Array.from({ length: last - from + 1 }, (_, index) => from + index);
}

function partsOf(text: string): readonly Part[] {
  const parts = text.split(',');
  const wrong = parts.find((part) => !PARTS.includes(part as Part));
  if (wrong !== undefined) throw new Error(`--parts ${wrong}: there are ${PARTS.join(', ')}`);
  return PARTS.filter((part) => parts.includes(part));
}
