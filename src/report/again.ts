import type { Finding } from '../model/index.js';

/** Words for running the same again with a seed: `the same check with --seed 7`; undefined where that cannot be done. */
export type Again = (seed: number) => string | undefined;

/** The command line's words. */
export const sameCheck: Again = (seed) => `the same check with --seed ${seed}`;

/**
 * What runs a finding's plan again, in every report the same: the command, or words where nothing was saved. Undefined
 * where there is nothing left to run it against, and for a saved history that is no counterexample: that does not say
 * what it takes, and its seed is of a check that nobody has at hand.
 */
export function againText({ file, replayFlags = [], saved, address }: Pick<Finding, 'file' | 'replayFlags' | 'saved' | 'address'>, again: Again = sameCheck): string | undefined {
  if (file !== undefined) return ['npx retryproof replay', quoted(file), ...replayFlags].join(' ');
  return saved === undefined ? again(address.seed) : undefined;
}

/** A file's name as a word of a shell. */
export function quoted(file: string): string {
  return /^[\w./@-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
