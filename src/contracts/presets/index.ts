import type { Contract } from '../../model/index.js';
import { autoContract } from './auto.js';
import { ietf } from './ietf.js';
import { natural } from './natural.js';
import { stripe } from './stripe.js';

export interface Preset {
  /** What `--contract` is given. */
  readonly name: string;
  /** One line, for `retryproof list`. */
  readonly about: string;
  readonly contract: Contract;
}

/** All that `--contract` knows by name. A preset never promises more than its sources do. */
export const presets: readonly Preset[] = [
  { name: 'auto', about: 'What any idempotent service owes; where real systems differ, what calibration sees (default).', contract: autoContract },
  { name: 'ietf', about: 'Idempotency-Key header, IETF draft 07: quoted keys, 409 in flight, 422 for another payload.', contract: ietf },
  { name: 'stripe', about: 'Stripe API v1: 409 in flight, errors stored too, Idempotent-Replayed, keys kept for 24 h.', contract: stripe },
  { name: 'natural', about: 'PUT and DELETE without a key (RFC 9110): sent n times, the state is that of once.', contract: natural },
];

/** The preset of that name, or undefined. */
export function presetOf(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name);
}
