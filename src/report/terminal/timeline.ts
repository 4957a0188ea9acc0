import type { Finding, InvokeEvent } from '../../model/index.js';
import type { Cell } from './cells.js';
import { cellsOf, laneTitle } from './cells.js';
import { shownLanes } from './lanes.js';
import type { Style } from './style.js';
import { duration, fit, fitEnds, plural } from './style.js';

const TIME = 10;
const MARGIN = 4;
/** The column of effects and of what concerns all lanes. */
const EFFECTS = 26;
const NARROWEST_LANE = 15;
const WIDEST_LANE = 26;

/** What happened, time flowing down, one lane per attempt. Lanes that do not fit are left out, those that show most last. */
export function timeline({ history, violation }: Finding, style: Style): string[] {
  const invokes = history.events.filter((event) => event.type === 'invoke');
  const room = Math.max(1, Math.floor((style.width - MARGIN - TIME - EFFECTS) / NARROWEST_LANE));
  const lanes = shownLanes(history, violation, room);
  const operations = new Set([violation.operation, ...lanes.filter(({ phase }) => phase === 'plan').map(({ operation }) => operation)]);
  const width = Math.min(WIDEST_LANE, Math.floor((style.width - MARGIN - TIME - EFFECTS) / Math.max(1, lanes.length)));
  const rest = invokes.length - lanes.length;
  return [
    ...titles(lanes, width, style),
    ...rows(cellsOf(history, operations), lanes, width, style),
    ...(rest === 0 ? [] : [style.colors.dim(`${plural(rest, 'more attempt')} not shown; the saved history has them all`)]),
  ].map((line) => `${' '.repeat(MARGIN)}${line}`.trimEnd());
}

function titles(lanes: readonly InvokeEvent[], width: number, { colors }: Style): string[] {
  const heads = lanes.map(laneTitle);
  const line = (time: string, texts: readonly string[], last: string) =>
    time.padEnd(TIME) + texts.map((text) => fit(text, width - 1).padEnd(width)).join('') + last;
  const first = line('time', heads.map(([name]) => name), 'effects');
  const about = heads.map(([, text]) => text);
  const second = about.every((text) => text === '') ? [] : chunk(about, width - 1).map((texts) => colors.dim(line('', texts, '')));
  return [colors.bold(first), ...second];
}

/** Texts of unequal length under each other, broken to a width: row by row. */
function chunk(texts: readonly string[], width: number): string[][] {
  const broken = texts.map((text) => breakWords(text, width));
  const height = Math.max(...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) => broken.map((lines) => lines[row] ?? ''));
}

function breakWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** One row per time; what happened within the same tenth of a millisecond shares a row where lanes allow. */
function rows(cells: readonly Cell[], lanes: readonly InvokeEvent[], width: number, style: Style): string[] {
  const groups: Cell[][] = [];
  for (const cell of cells) {
    if (cell.lane !== undefined && !lanes.some(({ attempt }) => attempt === cell.lane)) continue;
    const last = groups.at(-1);
    const joins = last !== undefined && duration(last[0]?.atMs ?? -1) === duration(cell.atMs) && last.every(({ lane }) => lane !== cell.lane);
    if (joins) last.push(cell);
    else groups.push([cell]);
  }
  const open = new Set<string>();
  return groups.map((group) => {
    const columns = lanes.map(({ attempt }) => {
      const cell = group.find(({ lane }) => lane === attempt);
      if (cell === undefined) return (open.has(attempt) ? '│' : '').padEnd(width);
      if (cell.text.startsWith('┌')) open.add(attempt);
      if (/^[└✗]/u.test(cell.text) && ends(cell)) open.delete(attempt);
      return paint(cell, fitEnds(cell.text.length < width ? cell.text : (cell.short ?? cell.text), width - 1).padEnd(width), style);
    });
    const general = group.find(({ lane }) => lane === undefined);
    const effects = general === undefined ? '' : paint(general, fit(general.text, style.width - MARGIN - TIME - width * lanes.length), style);
    return `${style.colors.dim(duration(group[0]?.atMs ?? 0).padStart(TIME - 2))}  ${columns.join('')}${effects}`;
  });
}

/** A fault is not yet the end of the attempt: its completion is. */
function ends(cell: Cell): boolean {
  return cell.text.startsWith('└') || /lost|not sent:|\d.* withheld$/.test(cell.text);
}

function paint(cell: Cell, text: string, { colors }: Style): string {
  const paints = { plain: (each: string) => each, good: colors.green, bad: colors.red, loss: colors.yellow, effect: colors.cyan, quiet: colors.dim };
  return paints[cell.tone](text);
}
