import { readFileSync } from 'node:fs';

/** The kit's version, from its package.json: two folders up in the sources, three in the build. */
export function kitVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { name?: string; version?: string };
      if (name === 'retryproof' && version !== undefined) return version;
    } catch {
      // Not there: it is the other one.
    }
  }
  return 'unknown';
}
