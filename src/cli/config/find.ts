import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../check/options.js';

const ENDINGS = ['ts', 'mts', 'cts', 'mjs', 'js', 'cjs', 'json', 'yaml', 'yml'];

/** The configuration in a directory; undefined where there is none. @throws UsageError where there are several */
export function findConfig(dir: string): string | undefined {
  const there = ENDINGS.map((ending) => `retryproof.config.${ending}`).filter((name) => existsSync(join(dir, name)));
  if (there.length > 1) throw new UsageError(`there are ${there.length} configurations here: ${there.join(', ')}`, `keep one, or say which: --config ${there[0]}`);
  return there[0];
}
