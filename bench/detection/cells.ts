import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';

import type { Alarms } from '../alarms/alarms.js';
import type { Counterexample, Found } from './kit.js';
import type { Hunt } from './naive/hunt.js';

/** What one cell of the table is about. */
export interface Place {
  readonly name: string;
  /** A seed for the kit, a number for the naive tests, plans on correct servers. */
  readonly trial: number;
  /** A naive test. */
  readonly test?: string;
}

interface Values {
  readonly found: Found;
  readonly size: Counterexample;
  readonly correct: Alarms;
  /** A naive test on the correct relative of a bug: what fails there is excused. */
  readonly excused: Hunt;
  readonly naive: Hunt;
}

export type Kind = keyof Values;

export type CellOf<K extends Kind> = Place & { readonly kind: K; readonly value: Values[K]; readonly tookMs: number };
export type Cell = { [K in Kind]: CellOf<K> }[Kind];

/** Finished cells, on disk: a bench that was stopped goes on where it was. */
export interface Cells {
  readonly file: string;
  readonly all: readonly Cell[];
  find<K extends Kind>(kind: K, place: Place): CellOf<K> | undefined;
  /** The cell's value: from the file, or measured now and appended. */
  once<K extends Kind>(kind: K, place: Place, measure: () => Promise<Values[K]>): Promise<Values[K]>;
}

const FOLDER = 'node_modules/.cache/retryproof-bench';

/** The cells of this commit; of a tree with changes, of these changes. */
export function openCells(bench: string, folder = FOLDER, version = commit()): Cells {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${bench}-${version}.jsonl`;
  const all = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Cell) : [];
  function find<K extends Kind>(kind: K, { name, trial, test }: Place): CellOf<K> | undefined {
    return all.find((cell) => cell.kind === kind && cell.name === name && cell.trial === trial && cell.test === test) as CellOf<K> | undefined;
  }
  return {
    file,
    all,
    find,
    async once(kind, place, measure) {
      const known = find(kind, place);
      if (known !== undefined) return known.value;
      const startedAtMs = performance.now();
      const value = await measure();
      const cell = { kind, ...place, tookMs: Math.round(performance.now() - startedAtMs), value } as unknown as Cell;
      all.push(cell);
      appendFileSync(file, `${JSON.stringify(cell)}\n`);
      return value;
    },
  };
}

/** Short name of the commit, with a hash of what has been changed since. */
function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 26 }).trim();
  const name = git('rev-parse', '--short=10', 'HEAD');
  const changes = git('diff', 'HEAD');
  return changes === '' ? name : `${name}-changed-${createHash('sha256').update(changes).digest('hex').slice(0, 6)}`;
}
