/**
 * Reads what the last `npm test` left behind (see vitest.config.ts).
 *
 * Usage: node scripts/test-results.mjs skipped   lists skipped and todo tests; exits 1 when there are any
 *        node scripts/test-results.mjs counts    prints `N passed, N failed`; a file that could not be run counts as failed
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const { testResults } = JSON.parse(readFileSync('node_modules/.vitest/results.json', 'utf8'));
const tests = testResults.flatMap((file) =>
  file.assertionResults.map((test) => ({ ...test, file: relative('', file.name) })),
);
const withStatus = (...statuses) => tests.filter((test) => statuses.includes(test.status));

if (process.argv[2] === 'skipped') {
  const skipped = withStatus('skipped', 'pending', 'todo', 'disabled');
  for (const test of skipped) console.log(`skipped: ${test.file} > ${test.fullName}`);
  console.log(`${tests.length} tests in ${testResults.length} files, ${skipped.length} skipped`);
  process.exitCode = skipped.length > 0 || tests.length === 0 ? 1 : 0;
} else if (process.argv[2] === 'counts') {
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  console.log(`${withStatus('passed').length} passed, ${withStatus('failed').length + broken.length} failed`);
} else {
  console.error('usage: node scripts/test-results.mjs skipped|counts');
  process.exitCode = 2;
}
