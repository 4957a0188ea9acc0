import { optionOf } from '../check/index.js';

/** A flag of the command line with its value, where one stands behind it that is no word of the sentence. */
const FLAG = String.raw`--([a-z]+(?:-[a-z]+)*)(?: ('[^']*'|[/\d{]\S*|header:\S+))?(?![\w-])`;
const ROW = new RegExp(`${FLAG}(?: ${FLAG})*`, 'g');
const EACH = new RegExp(FLAG, 'g');
/** What stands from here on is for a shell. */
const COMMAND = /npx retryproof/;
const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * What is said in flags of the command line, for whoever sets options in a test: the one place where the two are told apart.
 *
 * @example
 * ```ts
 * inOptions('say how long keys are kept: --retention 2s --time 20s'); // 'say how long keys are kept: retentionMs: 2000, timeMs: 20000'
 * ```
 */
export function inOptions(text: string): string {
  const end = text.search(COMMAND);
  const said = end < 0 ? text : text.slice(0, end);
  return `${said.replaceAll(ROW, inOrder)}${text.slice(said.length)}`;
}

/** Flags that stand side by side; those of one list are one option. */
function inOrder(row: string): string {
  const values = new Map<string, { readonly isList: boolean; readonly texts: string[] }>();
  for (const [, flag = '', value] of row.matchAll(EACH)) {
    const option = optionOf(flag);
    // Of the command line alone: left as it is.
    if (option === undefined) return row;
    const known = values.get(option.name) ?? { isList: option.isList, texts: [] };
    if (value !== undefined) known.texts.push(option.written(millisecondsIn(option.name, unquoted(value))));
    values.set(option.name, known);
  }
  return [...values].map(([name, { isList, texts }]) => (texts.length === 0 ? name : `${name}: ${isList ? `[${texts.join(', ')}]` : texts.join(' ')}`)).join(', ');
}

function unquoted(value: string): string {
  return value.startsWith("'") ? value.slice(1, -1) : value;
}

function millisecondsIn(name: string, value: string): string {
  const [, number, unit = ''] = /^(\d+)(ms|s|m|h)$/.exec(value) ?? [];
  return name.endsWith('Ms') && number !== undefined ? String(Number(number) * (UNITS[unit] ?? 1)) : value;
}
