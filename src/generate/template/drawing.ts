import type { Json } from '../../model/index.js';
import type { Dice } from '../dice.js';

/** A placeholder whose value is drawn, with its arguments: how it is drawn, drawn again, and made simpler. */
export interface Drawing {
  /** As written, without braces and name: `int 1 50`. */
  readonly text: string;
  /** The two simplest values, or the only one. */
  readonly simplest: readonly Json[];
  draw(dice: Dice): Json;
  /** Another value than `value`. Only where there are two. */
  redraw(dice: Dice, value: Json): Json;
  /** Values that cost less, the simplest first. */
  simpler(value: Json): Iterable<Json>;
  /** 0 for the simplest value, under 1 for all others. */
  cost(value: Json): number;
}

/** Smallest share of a distance that one step takes: below it, sizes could no longer be told apart. */
const FINEST = 2 ** -20;

/** A number of the range, simplest where it is nearest to 0. */
export function intDrawing(text: string, min: number, max: number): Drawing {
  const low = Math.min(Math.max(0, min), max);
  const step = low < max ? 1 : -1;
  // The ends are where servers differ: limits, zero, one. Undefined: any of them.
  const ends: readonly (readonly [weight: number, end: number | undefined])[] = [
    [15, low],
    [10, max],
    [5, min],
    [70, undefined],
  ];
  return {
    text,
    simplest: min === max ? [low] : [low, low + step],
    draw: (dice) => dice.weighted(ends) ?? dice.int(min, max),
    redraw(dice, value) {
      const other = dice.int(min, max - 1);
      return other >= Number(value) ? other + 1 : other;
    },
    *simpler(value) {
      const distance = Math.abs(Number(value) - low);
      if (distance === 0) return;
      const side = Number(value) < low ? -1 : 1;
      for (let back = distance; back >= Math.max(1, distance * FINEST); back = Math.floor(back / 2)) {
        yield low + side * (distance - back);
      }
    },
    cost: (value) => Math.log2(1 + Math.abs(Number(value) - low)) / 64,
  };
}

/** One of the choices, the first being the simplest. */
export function pickDrawing(text: string, choices: readonly Json[]): Drawing {
  const indexOf = (value: Json): number => Math.max(0, choices.indexOf(value));
  return {
    text,
    simplest: choices.slice(0, 2),
    draw: (dice) => dice.pick(choices),
    redraw: (dice, value) => dice.pick(choices.filter((choice) => choice !== value)),
    simpler: (value) => choices.slice(0, indexOf(value)),
    cost: (value) => indexOf(value) / (choices.length + 1),
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Text of a length of the range, simplest where it is shortest and all `a`. */
export function stringDrawing(text: string, min: number, max: number): Drawing {
  const plain = (length: number): string => 'a'.repeat(length);
  const write = (dice: Dice, length: number): string =>
    Array.from({ length }, () => dice.pick([...LETTERS])).join('');
  const second = min === max ? `${plain(Math.max(0, min - 1))}b` : plain(min + 1);
  const lengths = intDrawing(text, min, max);
  const oddOnes = (value: string): number => value.replaceAll('a', '').length;
  return {
    text,
    simplest: max === 0 ? [''] : [plain(min), second],
    draw: (dice) =>
      write(dice, dice.chance(0.8) ? dice.int(min, Math.min(max, min + 16)) : Number(lengths.draw(dice))),
    redraw(dice, value) {
      const other = write(dice, Math.min(max, Math.max(min, String(value).length)));
      if (other !== value) return other;
      const kept = other.slice(0, Math.max(0, other.length - 1));
      return other.length === 0 ? 'a' : `${kept}${other.endsWith('a') ? 'b' : 'a'}`;
    },
    *simpler(value) {
      const now = String(value);
      if (oddOnes(now) > 0) yield plain(min);
      for (const length of lengths.simpler(now.length)) {
        yield plain(Number(length));
        if (oddOnes(now) > 0) yield now.slice(0, Number(length));
      }
      if (oddOnes(now) > 0) yield plain(now.length);
      if (oddOnes(now) > 1 && second.length === now.length) yield second;
    },
    cost: (value) =>
      lengths.cost(String(value).length) + (oddOnes(String(value)) / (1 + String(value).length)) * 0.01,
  };
}

/** The number from which a UUID is made; the salt of the run goes in when it is rendered. */
export function uuidDrawing(text: string): Drawing {
  const numbers = intDrawing(text, 0, 0xffffffff);
  return { ...numbers, draw: (dice) => dice.int(0, 0xffffffff) };
}
