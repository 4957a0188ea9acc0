import type { Flag } from './flag.js';

const PROMISE = 'What it promises:';
const CAMPAIGN = 'The campaign:';
const OUTPUT = 'Output:';

/** Nobody means 20 ms by the time of a run. */
const LEAST_BARE_TIME_MS = 1000;

/** Flags of the contract and of the judging. */
export const PROMISE_FLAGS: readonly Flag[] = [
  { name: 'key-header', kind: 'text', option: 'keyHeader', group: PROMISE, describe: 'Header of the key (default Idempotency-Key; none for PUT and DELETE)' },
  { name: 'key-field', kind: 'text', option: 'keyField', group: PROMISE, describe: 'JSON Pointer of the key in the body' },
  { name: 'key', kind: 'text', option: 'key', group: PROMISE, describe: 'Template of a key, such as {{uuid}}' },
  { name: 'key-format', kind: 'text', option: 'keyFormat', choices: ['raw', 'quoted'], group: PROMISE, describe: 'raw (default): as it is; quoted: as a structured-field String' },
  { name: 'contract', kind: 'contract', option: 'contract', group: PROMISE, describe: 'auto (default), natural, ietf, stripe, or a contract FILE' },
  { name: 'strict', kind: 'switch', option: 'strict', group: PROMISE, describe: 'What calibration would adopt is a failure' },
  { name: 'retention', kind: 'duration', option: 'retentionMs', group: PROMISE, describe: 'How long a key is remembered, such as 24h' },
  { name: 'lease', kind: 'duration', option: 'leaseMs', group: PROMISE, describe: 'How long an in-flight claim may outlive its attempt, such as 30s' },
  { name: 'property', kind: 'texts', option: 'properties', group: PROMISE, describe: 'Only this property; repeatable (see npx retryproof list)' },
  { name: 'skip-property', kind: 'texts', option: 'skipProperties', group: PROMISE, describe: 'Without this property; repeatable' },
  { name: 'require', kind: 'texts', option: 'require', group: PROMISE, describe: "Exit 4 where this property was not checked, or a situation not reached so often: 'overlapped>=50'; repeatable" },
];

/** Flags of the budget and of the pace. */
export const CAMPAIGN_FLAGS: readonly Flag[] = [
  { name: 'seed', kind: 'count', option: 'seed', group: CAMPAIGN, describe: 'Same seed, same plans' },
  { name: 'time', kind: 'duration', positive: true, leastBareMs: LEAST_BARE_TIME_MS, option: 'timeMs', group: CAMPAIGN, describe: 'Budget for everything, such as 90s or 2m (default 20s); a check that found something may take half of it more, 10s at least' },
  { name: 'runs', kind: 'count', positive: true, option: 'runs', group: CAMPAIGN, describe: 'At most so many plans' },
  { name: 'requests', kind: 'count', positive: true, option: 'requests', group: CAMPAIGN, describe: 'At most so many requests (default 100000)' },
  { name: 'concurrency', kind: 'count', positive: true, option: 'concurrency', group: CAMPAIGN, describe: 'Plans at once, not counting those that only wait (default 16)' },
  { name: 'rate', kind: 'number', positive: true, option: 'rate', group: CAMPAIGN, describe: 'At most so many requests a second' },
  { name: 'timeout', kind: 'duration', positive: true, option: 'timeoutMs', group: CAMPAIGN, describe: 'Per attempt, such as 500ms or 5s (default from calibration)' },
  { name: 'fail-fast', kind: 'switch', option: 'failFast', group: CAMPAIGN, describe: 'Stop at the first violation' },
];

/** What only `check` has besides: where a check begins. */
export const START_FLAGS: readonly Flag[] = [
  { name: 'config', kind: 'text', group: CAMPAIGN, describe: 'Configuration file (TypeScript, JavaScript, JSON, YAML); flags win' },
  { name: 'dry-run', kind: 'switch', group: CAMPAIGN, describe: 'Print plans, send nothing' },
  { name: 'history', kind: 'text', group: OUTPUT, describe: 'Directory for every history, as JSON Lines' },
  { name: 'events', kind: 'text', group: OUTPUT, describe: 'Write what happens as JSON Lines to FILE as it happens, or - for stdout' },
];

/** Flags of everything that reports. */
export const OUTPUT_FLAGS: readonly Flag[] = [
  { name: 'json', kind: 'text', group: OUTPUT, describe: 'Write the report as JSON to FILE, or - for stdout' },
  { name: 'junit', kind: 'text', group: OUTPUT, describe: 'Write the report as JUnit XML to FILE, or - for stdout' },
  { name: 'quiet', kind: 'switch', group: OUTPUT, describe: 'No progress, no report, nothing for GitHub; one line where it did not pass' },
  { name: 'no-color', kind: 'switch', group: OUTPUT, describe: 'No colours (NO_COLOR does the same)' },
];
