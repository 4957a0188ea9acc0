import { parseArgs } from 'node:util';

import type { ZooServer } from '../../test/zoo/index.js';
import { zoo } from '../../test/zoo/index.js';
import { halfOf } from './halves.js';

const PARTS = ['find', 'size', 'naive', 'correct'] as const;
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

/** Reads the command line; wrong values throw. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      seeds: { type: 'string' },
      parts: { type: 'string' },
      plans: { type: 'string', default: '10000' },
      tune: { type: 'boolean', default: false },
    },
  });
  const { tune, only } = values;
  const names = only?.flatMap((each) => each.split(','));
  const unknown = names?.find((each) => !zoo.some(({ name }) => name === each));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: the zoo has no ${unknown}`);
  return {
    tune,
    seeds: seedsOf(values.seeds ?? (tune ? '1001-1020' : '1-20'), tune),
    parts: partsOf(values.parts ?? (tune ? 'find' : PARTS.join())),
    plans: Number(values.plans),
    wants: ({ name, intended }) => (names === undefined || names.includes(name)) && (!tune || (intended !== undefined && halfOf(name) === 'tuned')),
  };
}

function seedsOf(range: string, tune: boolean): readonly number[] {
  const [from = NaN, to = from] = range.split('-').map(Number);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) throw new Error(`--seeds ${range}: give one seed, or two as 1-20`);
  if (tune && from <= 1000) throw new Error(`--seeds ${range}: tuning is done on seeds above 1,000, so that those up to there tell the truth`);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function partsOf(text: string): readonly Part[] {
  const parts = text.split(',');
  const wrong = parts.find((part) => !PARTS.includes(part as Part));
  if (wrong !== undefined) throw new Error(`--parts ${wrong}: there are ${PARTS.join(', ')}`);
  return parts as Part[];
}
