import type { Fault, FaultKind, Instant } from '../../model/index.js';
import type { Dice } from '../dice.js';

const WEIGHTS: { readonly [Kind in FaultKind]: number } = {
  'response-withheld': 4,
  close: 4,
  reset: 4,
  'request-lost': 1,
  'body-stalled': 0.5,
  'response-cut': 1,
  doubled: 1,
};

/**
 * Draws a fault of one of the kinds that the session can do.
 *
 * @param kinds - not empty
 */
export function drawFault(dice: Dice, kinds: readonly FaultKind[]): Fault {
  const kind = dice.weighted(kinds.map((each) => [WEIGHTS[each], each] as const));
  switch (kind) {
    case 'close':
    case 'reset':
      return { kind, at: drawInstant(dice, kinds) };
    case 'body-stalled':
      return { kind, ending: dice.pick(['finish', 'cut'] as const), durations: rounded(dice.real(0.2, 3)) };
    default:
      return { kind };
  }
}

/** Whoever can stall a body can stop within it, and whoever can cut a response can stop reading it. */
function drawInstant(dice: Dice, kinds: readonly FaultKind[]): Instant {
  return dice.weighted<Instant>([
    [3, 'flush'],
    [2, 'first-byte'],
    // Up to the measured end and a little beyond: the record may be written after the answer.
    [4, { fraction: rounded(dice.real(0, 1.2)) }],
    [kinds.includes('body-stalled') ? 0.7 : 0, 'mid-body'],
    [kinds.includes('response-cut') ? 0.7 : 0, 'mid-response'],
  ]);
}

/** Three decimals say as much as sixteen, and can be read. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
