import { UsageError } from '../check/options.js';

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `20s`, `1500ms`, `2m`, `1.5h` in milliseconds. A bare number has no unit and is refused. */
export function parseDuration(text: string, flag: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (number === undefined || factor === undefined) {
    const hint = /^\d+(\.\d+)?$/.test(text.trim()) ? `say the unit: ${text.trim()}s, or ${text.trim()}ms` : 'such as 1500ms, 20s, 2m';
    throw new UsageError(`${flag} "${text}" is no duration`, hint);
  }
  return Number(number) * factor;
}
