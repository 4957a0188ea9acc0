import pc from 'picocolors';
import type { Again } from '../again.js';
import { sameCheck } from '../again.js';

/** How a terminal report looks: its colours and its width. */
export interface Style {
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Columns. */
  readonly width: number;
  /** How a run with a seed is made again, where no counterexample was saved. */
  readonly again: Again;
}

export function styleOf(color: boolean, width: number, again: Again = sameCheck): Style {
  return { colors: pc.createColors(color), width: Math.max(60, width), again };
}

/** Lines of at most `width` columns, broken at spaces; a longer word stays whole, so that it can be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

const LABEL = 13;

/** `  Label      text`, its further lines under the text. The text may be painted: colours are put on whole lines. */
export function labelled(style: Style, label: string, text: string, paint: (line: string) => string = (line) => line): string[] {
  return wrap(text, style.width - LABEL - 2).map(
    (line, index) => `  ${style.colors.dim((index === 0 ? label : '').padEnd(LABEL))}${paint(line)}`,
  );
}

export function indent(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => (line === '' ? line : `${' '.repeat(columns)}${line}`));
}

/** Cuts a text to a number of columns. */
export function fit(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

/** As {@link fit}, but cut in the middle: ids mostly differ at their end. */
export function fitEnds(text: string, width: number): string {
  if (text.length <= width) return text;
  const tail = Math.floor((width - 1) / 3);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

const HOUR_MS = 3_600_000;

/** Milliseconds as people read them: `0.4 ms`, `120 ms`, `1.2 s`, `21.6 h`. */
export function duration(ms: number): string {
  if (ms >= HOUR_MS) return `${Number((ms / HOUR_MS).toFixed(2))} h`;
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(2))} s`;
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
