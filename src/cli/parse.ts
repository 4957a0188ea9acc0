import yargs from 'yargs';
import { UsageError } from '../check/options.js';
import { didYouMean } from '../check/target.js';
import { kitVersion } from '../check/version.js';
import { CAMPAIGN_FLAGS, OUTPUT_FLAGS, PROMISE_FLAGS, START_FLAGS } from './flags/check.js';
import type { Flag } from './flags/flag.js';
import type { RawArguments } from './flags/options.js';
import { OPTION_FLAGS } from './flags/options.js';
import { TARGET_FLAGS } from './flags/target.js';

export type CommandName = 'check' | 'replay' | 'recheck' | 'list' | 'demo';

/** What the arguments ask for: a command, or a text such as the help. */
export type Parsed = { readonly command: CommandName; readonly argv: RawArguments } | { readonly text: string };

interface Command {
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

const QUIETLY = OUTPUT_FLAGS.filter(({ name }) => name === 'no-color');

/** A check has its URL as an argument; a replay has one in its file. */
function ofReplay(flag: Flag): Flag {
  return flag.name === 'url' ? { ...flag, describe: 'Where the service is now, with its route; repeatable for further instances' } : flag;
}

const COMMANDS: readonly Command[] = [
  {
    name: 'check',
    usage: 'check [targets..]',
    describe: 'Find the smallest schedule that breaks a service’s idempotency',
    flags: [...TARGET_FLAGS, ...PROMISE_FLAGS, ...CAMPAIGN_FLAGS, ...START_FLAGS, ...OUTPUT_FLAGS],
    positional: ['targets', 'URL of the route under test, or names of targets in the configuration'],
    examples: [
      [EXAMPLE, 'Charges, counted by their reference'],
      ["npx retryproof check http://localhost:3000/items/{{item=uuid}} -X PUT -d '{\"name\":\"{{string 1 9}}\"}' --state 'GET /items/{{item}}'", 'A PUT without keys'],
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

/** Parses arguments. @throws UsageError where they are wrong */
export function parseArguments(args: readonly string[]): Parsed {
  let selected: Parsed | undefined;
  let failure: unknown;
  let text = '';
  const cli = yargs()
    .scriptName('npx retryproof')
    .usage('$0 <command>\n\nIs your service retry-proof?')
    .locale('en')
    .version(kitVersion())
    .help()
    .alias('help', 'h')
    .wrap(100)
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .parserConfiguration({ 'boolean-negation': false, 'camel-case-expansion': false, 'dot-notation': false, 'parse-numbers': false, 'parse-positional-numbers': false });
  for (const command of COMMANDS) {
    cli.command(
      command.usage,
      command.describe,
      (sub) => {
        if (command.positional !== undefined) sub.positional(command.positional[0], { describe: command.positional[1], type: 'string' });
        for (const flag of command.flags) sub.option(flag.name, yargsOption(flag));
        for (const [example, describe] of command.examples) sub.example(example, describe);
        return sub;
      },
      (argv) => {
        selected = { command: command.name, argv };
      },
    );
  }
  const first = args[0];
  if (first === undefined) throw new UsageError('no command was given', 'npx retryproof --help lists them; npx retryproof demo shows what it does');
  void cli.parse([...args], {}, (error: unknown, _argv: unknown, output: string) => {
    failure = error;
    text = output;
  });
  if (failure instanceof Error) throw explained(failure.message, first);
  if (selected !== undefined && text === '') return selected;
  if (text !== '') return { text: `${text}\n` };
  const names = COMMANDS.map(({ name }) => name);
  if (first.includes('://')) throw new UsageError(`"${first}" is no command`, `npx retryproof check ${first}`);
  throw new UsageError(`"${first}" is no command`, didYouMean(first, names) ?? `one of ${names.join(', ')}`);
}

function yargsOption({ kind, short, describe, group, choices }: Flag) {
  const common = { describe, group, ...(short === undefined ? {} : { alias: short }) };
  if (kind === 'switch') return { ...common, type: 'boolean' as const };
  // No `array`: it would swallow the positionals that follow. A repeated flag is an array by itself.
  return { ...common, type: 'string' as const, requiresArg: true, ...(choices === undefined ? {} : { defaultDescription: choices.join(' | ') }) };
}

/** yargs' message in our words, with the nearest flag of the command. */
function explained(message: string, first: string): UsageError {
  const command = COMMANDS.find(({ name }) => name === first);
  const unknown = /^Unknown arguments?: (.*)$/m.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    if (command === undefined) return unknownCommand(unknown);
    if (unknown.includes('://') && command.flags.some(({ name }) => name === 'url')) return new UsageError(`"${unknown}" is one argument too many`, `did you mean --url ${unknown}?`);
    if (!unknown.startsWith('-') && unknown.includes('/')) return new UsageError(`"${unknown}" is one argument too many`, 'put quotes around values with spaces');
    const flags = command.flags.map(({ name }) => `--${name}`);
    const flag = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
    return new UsageError(`${flag} is no flag of ${first}`, (unknown.length > 1 ? didYouMean(flag, flags) : undefined) ?? `npx retryproof ${first} --help lists them`);
  }
  const hungry = /^Not enough arguments following: (.*)$/m.exec(message)?.[1];
  if (hungry !== undefined) {
    const flag = `${hungry.length === 1 ? '-' : '--'}${hungry}`;
    return new UsageError(`${flag} has no value`, `it stands after the flag: ${flag} ${/^(json|junit|events)$/.test(hungry) ? 'FILE, or - for stdout' : '…'}`);
  }
  if (/^Not enough non-option arguments/m.test(message)) return new UsageError(`${first} was given no file`, `npx retryproof ${first} --help`);
  return new UsageError(message.trim(), `npx retryproof ${command === undefined ? '' : `${first} `}--help`);
}

function unknownCommand(word: string): UsageError {
  const names = COMMANDS.map(({ name }) => name);
  if (word.includes('://')) return new UsageError(`"${word}" is no command`, `npx retryproof check ${word}`);
  return new UsageError(`"${word}" is no command`, didYouMean(word, names) ?? `one of ${names.join(', ')}`);
}
