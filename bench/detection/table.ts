import { everyPlanted } from '../../test/zoo/every.js';
import type { Cell, CellOf, Kind } from './cells.js';
import { halfOf } from './halves.js';
import { medianOf } from './median.js';
import { minimumOf } from './minimum.js';
import { naiveTests } from './naive/tests.js';

/** What is known of one planted bug. */
interface Row {
  readonly name: string;
  readonly intended: string;
  readonly finds: readonly CellOf<'found'>[];
  readonly sizes: readonly CellOf<'size'>[];
  readonly naive: readonly CellOf<'naive'>[];
}

/** Fewer found than this share is a shortfall: 19 of 20, and 57 of 60. */
const ENOUGH = 0.95;

/** The tables, in Markdown, of whatever has been measured. */
export function report(cells: readonly Cell[]): string {
  const rows = everyPlanted.map(({ name, intended = '' }): Row => {
    const mine = cells.filter((cell) => cell.name === name);
    return { name, intended, finds: only(mine, 'found'), sizes: only(mine, 'size'), naive: only(mine, 'naive') };
  });
  const measured = rows.filter(({ finds, sizes, naive }) => finds.length + sizes.length + naive.length > 0);
  const halves = (['tuned', 'untouched'] as const).map((half) => [half, measured.filter(({ name }) => halfOf(name) === half)] as const);
  return [
    ...halves.map(([half, mine]) => `### ${half === 'tuned' ? 'The half that weights were tuned on' : 'The other half'}\n\n${table(BUG_COLUMNS, mine.map(bugRow))}`),
    `### Together\n\n${table(SUM_COLUMNS, [...halves, ['both', measured] as const].map(([half, mine]) => sumRow(half, mine)))}`,
    correctTable(only(cells, 'correct')),
  ].join('\n\n');
}

/** True where a bug was missed with more than one seed of twenty. */
export function isShort(cells: readonly Cell[], name: string): boolean {
  const first = only(cells, 'found').filter((cell) => cell.name === name && cell.trial <= 20);
  return first.filter(({ value }) => value.found).length < first.length * ENOUGH;
}

function only<K extends Kind>(cells: readonly Cell[], kind: K): CellOf<K>[] {
  return cells.filter((cell) => cell.kind === kind) as CellOf<K>[];
}

const TESTS = Object.keys(naiveTests);
const BUG_COLUMNS = ['bug', 'by', 'found', 'median', 'requests', 'sendings (fewest)', ...TESTS];

function bugRow({ name, intended, finds, sizes, naive }: Row): string[] {
  const found = finds.filter(({ value }) => value.found);
  const sendings = sizes.map(({ value }) => value.sendings ?? '–');
  return [
    name,
    intended,
    finds.length === 0 ? '' : `${found.length} of ${finds.length}`,
    found.length === 0 ? '' : seconds(medianOf(found.map(({ value }) => value.ms))),
    found.length === 0 ? '' : String(medianOf(found.map(({ value }) => value.requests))),
    sizes.length === 0 ? '' : `${sendings.join(', ')} (${minimumOf(name)})`,
    ...TESTS.map((test) => naiveCell(naive.find((cell) => cell.test === test))),
  ];
}

function naiveCell(cell: CellOf<'naive'> | undefined): string {
  if (cell === undefined) return '';
  return cell.value.found ? seconds(cell.value.ms) : '–';
}

const SUM_COLUMNS = ['half', 'bugs', 'found in 19 of 20 (57 of 60)', 'found', 'median under 2 s', 'fewest sendings', ...TESTS];

function sumRow(half: string, rows: readonly Row[]): string[] {
  const run = rows.filter(({ finds }) => finds.length > 0);
  const shares = run.map(({ finds }) => finds.filter(({ value }) => value.found).length / finds.length);
  const medians = run.map(({ finds }) => medianOf(finds.filter(({ value }) => value.found).map(({ value }) => value.ms)) ?? Infinity);
  // Fewer than the fewest: something that is not in the plan took part.
  const sizes = rows.flatMap(({ name, sizes: mine }) => mine.map(({ value }) => value.sendings === minimumOf(name)));
  const all = run.flatMap(({ finds }) => finds);
  return [
    half,
    String(rows.length),
    of(shares.filter((share) => share >= ENOUGH).length, run.length),
    of(all.filter(({ value }) => value.found).length, all.length),
    of(medians.filter((ms) => ms < 2000).length, run.length),
    of(sizes.filter(Boolean).length, sizes.length),
    ...TESTS.map((test) => {
      const hunted = rows.filter(({ naive }) => naive.some((cell) => cell.test === test));
      return of(hunted.filter(({ naive }) => naive.some((cell) => cell.test === test && cell.value.found)).length, hunted.length);
    }),
  ];
}

function correctTable(cells: readonly CellOf<'correct'>[]): string {
  const rows = cells.map(({ name, value }) => [name, String(value.plans), String(value.requests), value.raised.length === 0 ? 'none' : value.raised.join(', ')]);
  return `### Correct servers\n\n${table(['server', 'plans', 'requests', 'false alarms'], rows)}`;
}

function of(count: number, total: number): string {
  return total === 0 ? '' : `${count} of ${total}`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function seconds(ms = NaN): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
