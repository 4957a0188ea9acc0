import { createHash } from 'node:crypto';

export type Half = 'tuned' | 'untouched';

/**
 * On which half of the zoo a bug stands: weights are tuned on the one, and the other tells whether that was learning by
 * heart. A hash of the name decides, so that nobody does.
 */
export function halfOf(name: string): Half {
  return createHash('sha256').update(name).digest()[0]! % 2 === 0 ? 'tuned' : 'untouched';
}
