import { CAMPAIGN_FLAGS, OUTPUT_FLAGS, PROMISE_FLAGS, START_FLAGS } from './flags/check.js';
import type { Flag } from './flags/flag.js';
import { OPTION_FLAGS } from './flags/options.js';
import { TARGET_FLAGS } from './flags/target.js';

export type CommandName = 'check' | 'replay' | 'recheck' | 'list' | 'demo';

/** A command, and all that its help says. */
export interface Command {
  readonly name: CommandName;
  /** As yargs writes it: `check [targets..]`. */
  readonly usage: string;
  readonly describe: string;
  readonly flags: readonly Flag[];
  readonly positional?: readonly [name: string, describe: string];
  readonly examples: readonly (readonly [command: string, describe: string])[];
}

const EXAMPLE = `npx retryproof check http://localhost:3000/charges \\
  --body '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}' \\
  --effects 'GET /charges?reference={{nonce}}'`;

const PUT_EXAMPLE = `npx retryproof check 'http://localhost:3000/items/{{item=uuid}}' -X PUT \\
  --body '{"name":"{{string 1 9}}"}' --state 'GET /items/{{item}}'`;

const QUIETLY = OUTPUT_FLAGS.filter(({ name }) => name === 'no-color');

/** A check has its URL as an argument; a replay has one in its file. */
function ofReplay(flag: Flag): Flag {
  return flag.name === 'url' ? { ...flag, describe: 'Where the service is now, with its route; repeatable for further instances' } : flag;
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'check',
    usage: 'check [targets..]',
    describe: 'Find the smallest schedule that breaks a service’s idempotency',
    flags: [...TARGET_FLAGS, ...PROMISE_FLAGS, ...CAMPAIGN_FLAGS, ...START_FLAGS, ...OUTPUT_FLAGS],
    positional: ['targets', 'URL of the route under test, or names of targets in the configuration'],
    examples: [
      [EXAMPLE, 'Charges, counted by their reference'],
      [PUT_EXAMPLE, 'A PUT without keys'],
      ['npx retryproof check payments.charge --time 2m --junit report.xml', 'A target of retryproof.config.ts (.mjs, .json, .yaml)'],
    ],
  },
  {
    name: 'replay',
    usage: 'replay <file>',
    describe: 'Run one saved counterexample again, alone: FAILED, FIXED, UNSEEN or DRIFTED',
    flags: [...OPTION_FLAGS.filter(({ name }) => !/^(property|skip-property|require|runs|fail-fast|seed)$/.test(name)).map(ofReplay), ...OUTPUT_FLAGS.filter(({ name }) => !/^(json|junit)$/.test(name))],
    positional: ['file', 'A counterexample that check saved'],
    examples: [["npx retryproof replay .retryproof/FILE --header 'Authorization: Bearer …'", 'Secrets are not in the file: give them again']],
  },
  {
    name: 'recheck',
    usage: 'recheck <files..>',
    describe: 'Judge saved histories again, without a target',
    flags: OUTPUT_FLAGS,
    positional: ['files', 'History files (JSON Lines)'],
    examples: [['npx retryproof recheck histories/*.jsonl', 'Everything that --history saved']],
  },
  { name: 'list', usage: 'list', describe: 'Show the properties and the contracts', flags: QUIETLY, examples: [] },
  { name: 'demo', usage: 'demo', describe: 'Check a small payment service with a real bug, then the repaired one', flags: QUIETLY, examples: [] },
];
