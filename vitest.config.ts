import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer, JsonReporter } from 'vitest/node';

/** The gate reads the results of the last run here. */
const RESULTS = 'node_modules/.vitest/results.json';

/** vitest's JSON report without the line that announces it, so that the output closes with the summary. */
class QuietJsonReporter extends JsonReporter {
  override async writeReport(report: string): Promise<void> {
    mkdirSync(dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, report);
  }
}

/** What takes longest comes first, or the last of them would keep one core waiting for the other. */
const LONGEST = ['e2e/examples/', 'e2e/zoo/', 'e2e/slow', 'e2e/exec/', 'e2e/targets/midrun', 'e2e/readme', 'e2e/databases/', 'e2e/config', 'e2e/outages/', 'e2e/library/vitest', 'e2e/sink/', 'e2e/', 'unit/zoo/'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((part) => moduleId.includes(part));
      return at < 0 ? LONGEST.length : at;
    };
    return files.toSorted((left, right) => rank(left) - rank(right) || left.moduleId.localeCompare(right.moduleId));
  }
}

/** Pure code, asked in milliseconds: what costs there is a process and its imports, so files share them. */
const QUICK = ['test/unit/!(zoo)/**/*.test.ts', 'test/properties/**/*.test.ts', 'test/house/**/*.test.ts'];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // Campaigns are chance against a clock, and a machine may stand still for seconds. What did not hold the first time is
    // marked in the output (`retry x1`): look at it before it becomes a habit.
    retry: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', new QuietJsonReporter({})],
    projects: [
      {
        extends: true,
        // Two thirds of their time tests of servers, processes and races wait (for a lease, for the end of a run), so that two
        // cores carry six at a time. A process each for that, and not for each file: imports cost more than many a file.
        test: { name: 'real', include: ['test/**/*.test.ts'], exclude: QUICK, globalSetup: 'test/databases/setup.ts', isolate: false, maxWorkers: 6, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        // Alone, since they keep the cores busy.
        test: { name: 'quick', include: QUICK, isolate: false, maxWorkers: 3, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
