/**
 * Reads what the last `npm test` left behind (see vitest.config.ts).
 *
 * Usage: node scripts/test-results.mjs skipped   lists skipped and todo tests; exits 1 when there are any that could have
 *                                                run here: a test that needs a database names it, as in "[skipped: nothing
 *                                                that can be used at postgres://…]", and is let off where that is so
 *        node scripts/test-results.mjs counts    prints `N passed, N failed`; a file that could not be run counts as failed
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Client } from 'pg';
import { createConnection } from 'mysql2/promise';
import { relative } from 'node:path';

const { testResults } = JSON.parse(readFileSync('node_modules/.vitest/results.json', 'utf8'));
const tests = testResults.flatMap((file) =>
  file.assertionResults.map((test) => ({ ...test, file: relative('', file.name) })),
);
const withStatus = (...statuses) => tests.filter((test) => statuses.includes(test.status));

/** Whether a database can be used, asked by another way than the tests'. */
async function isThere(url) {
  const { RETRYPROOF_TEST_POSTGRES, RETRYPROOF_TEST_MYSQL } = process.env;
  try {
    if (url.startsWith('postgres')) {
      const client = new Client({ connectionString: RETRYPROOF_TEST_POSTGRES ?? url, connectionTimeoutMillis: 5000 });
      client.on('error', () => {});
      await client.connect();
      await client.end();
    } else if (url.startsWith('redis')) {
      const { hostname, port } = new URL(process.env.RETRYPROOF_TEST_REDIS ?? url);
      const socket = connect(Number(port || 6379), hostname);
      await once(socket, 'connect');
      socket.destroy();
    } else {
      const connection = await createConnection({ uri: RETRYPROOF_TEST_MYSQL ?? url, connectTimeout: 5000 });
      await connection.end();
    }
    return true;
  } catch {
    return false;
  }
}

/** True for a test that could not be run here. */
async function isLetOff({ fullName }) {
  const url = /\[skipped: nothing that can be used at ((?:postgres|mysql|redis):\S+)\]/.exec(fullName)?.[1];
  return url !== undefined && !(await isThere(url));
}

if (process.argv[2] === 'skipped') {
  const skipped = withStatus('skipped', 'pending', 'todo', 'disabled');
  let letOff = 0;
  for (const test of skipped) {
    const off = await isLetOff(test);
    if (off) letOff += 1;
    console.log(`skipped${off ? ' (and could not be run here)' : ''}: ${test.file} > ${test.fullName}`);
  }
  console.log(`${tests.length} tests in ${testResults.length} files, ${skipped.length} skipped, ${letOff} of them for want of a database`);
  process.exitCode = skipped.length > letOff || tests.length === 0 ? 1 : 0;
} else if (process.argv[2] === 'counts') {
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  console.log(`${withStatus('passed').length} passed, ${withStatus('failed').length + broken.length} failed`);
} else {
  console.error('usage: node scripts/test-results.mjs skipped|counts');
  process.exitCode = 2;
}
