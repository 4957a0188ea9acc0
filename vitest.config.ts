import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import { JsonReporter } from 'vitest/node';

/** The gate reads the results of the last run here. */
const RESULTS = 'node_modules/.vitest/results.json';

/** vitest's JSON report without the line that announces it, so that the output closes with the summary. */
class QuietJsonReporter extends JsonReporter {
  override async writeReport(report: string): Promise<void> {
    mkdirSync(dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, report);
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests start servers, processes and races of their own: a process each, and no more of them than two cores carry.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', new QuietJsonReporter({})],
  },
});
