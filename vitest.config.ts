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
    // Tests start servers, processes and races of their own: a process each. Most of their time they wait (for a lease, for
    // the end of a run), so that two cores carry three of them.
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', new QuietJsonReporter({})],
  },
});
