import yargs from 'yargs';
import { UsageError } from '../check/options.js';
import { kitVersion } from '../check/version.js';
import type { Command, CommandName } from './command-table.js';
import { COMMANDS } from './command-table.js';
import type { Flag } from './flags/flag.js';
import type { RawArguments } from './flags/options.js';
import { explained, unknownCommand } from './misread.js';

/** What the arguments ask for: a command, or a text such as the help. */
export type Parsed = { readonly command: CommandName; readonly argv: RawArguments } | { readonly text: string };

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
        if (command.examples.length > 0) sub.epilogue(examplesOf(command));
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
  throw unknownCommand(first);
}

/** Not as yargs writes examples, in columns and wrapped: they are there to be copied. */
function examplesOf({ examples }: Command): string {
  return ['Examples:', ...examples.map(([command, describe]) => `  # ${describe}\n  ${command.replaceAll('\n', '\n  ')}`)].join('\n');
}

function yargsOption({ kind, short, describe, group }: Flag) {
  const common = { describe, group, ...(short === undefined ? {} : { alias: short }) };
  if (kind === 'switch') return { ...common, type: 'boolean' as const };
  // No `array`: it would swallow the positionals that follow. A repeated flag is an array by itself.
  return { ...common, type: 'string' as const, requiresArg: true };
}
