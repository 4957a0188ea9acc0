import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';

import type { Alarms } from '../alarms/alarms.js';
import type { Counterexample, Found } from './kit.js';
import type { Hunt } from './naive/hunt.js';

/** What one cell of the table is about; `trial` is a seed for the kit, and a number for the naive tests. */
interface Place {
  readonly name: string;
  readonly trial: number;
}

export type Cell =
  | (Place & { readonly kind: 'find'; readonly value: Found })
  | (Place & { readonly kind: 'size'; readonly value: Counterexample })
  | (Place & { readonly kind: 'naive'; readonly test: string; readonly value: Hunt })
  | (Place & { readonly kind: 'excused'; readonly test: string; readonly value: Hunt })
  | (Place & { readonly kind: 'correct'; readonly value: Alarms });

/** Finished cells, on disk: a bench that was stopped goes on where it was. */
export interface Cells {
  readonly file: string;
  readonly all: readonly Cell[];
  /** The cell's value: from the file, or measured now and appended. */
  once<Kind extends Cell['kind']>(kind: Kind, place: Place & { readonly test?: string }, measure: () => Promise<ValueOf<Kind>>): Promise<ValueOf<Kind>>;
}

type ValueOf<Kind extends Cell['kind']> = Extract<Cell, { readonly kind: Kind }>['value'];

const FOLDER = 'node_modules/.cache/retryproof-bench';

/** The cells of this commit; of a tree with changes, of these changes. */
export function openCells(bench: string): Cells {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/${bench}-${commit()}.jsonl`;
  const all = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Cell) : [];
  return {
    file,
    all,
    async once(kind, place, measure) {
      const known = all.find((cell) => cell.kind === kind && cell.name === place.name && cell.trial === place.trial && ('test' in cell ? cell.test : undefined) === place.test);
      if (known !== undefined) return known.value as ValueOf<typeof kind>;
      const value = await measure();
      const cell = { kind, ...place, value } as unknown as Cell;
      all.push(cell);
      appendFileSync(file, `${JSON.stringify(cell)}\n`);
      return value;
    },
  };
}

/** Short name of the commit, with a hash of what has been changed since. */
export function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 26 }).trim();
  const name = git('rev-parse', '--short=10', 'HEAD');
  const changes = git('diff', 'HEAD');
  return changes === '' ? name : `${name}-changed-${createHash('sha256').update(changes).digest('hex').slice(0, 6)}`;
}
