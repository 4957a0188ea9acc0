import { UsageError } from '../check/options.js';
import { didYouMean } from '../check/target.js';
import { COMMANDS } from './command-table.js';
import type { Flag } from './flags/flag.js';

/** yargs' message in our words, with the nearest flag of the command. */
export function explained(message: string, first: string): UsageError {
  const command = COMMANDS.find(({ name }) => name === first);
  const unknown = /^Unknown arguments?: (.*)$/m.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    if (command === undefined) return unknownCommand(unknown);
    if (unknown.includes('://') && command.flags.some(({ name }) => name === 'url')) return new UsageError(`"${unknown}" is one argument too many`, `did you mean --url ${unknown}?`);
    if (!unknown.startsWith('-') && unknown.includes('/')) return new UsageError(`"${unknown}" is one argument too many`, 'put quotes around values with spaces');
    const flags = command.flags.map(({ name }) => `--${name}`);
    const flag = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
    return new UsageError(`${flag} is no flag of ${first}`, (unknown.length > 1 ? (flagOfOption(unknown, command.flags) ?? didYouMean(flag, flags)) : undefined) ?? `npx retryproof ${first} --help lists them`);
  }
  const hungry = /^Not enough arguments following: (.*)$/m.exec(message)?.[1];
  if (hungry !== undefined) {
    const flag = `${hungry.length === 1 ? '-' : '--'}${hungry}`;
    return new UsageError(`${flag} has no value`, `it stands after the flag: ${flag} ${/^(json|junit|events)$/.test(hungry) ? 'FILE, or - for stdout' : '…'}`);
  }
  if (/^Not enough non-option arguments/m.test(message)) return new UsageError(`${first} was given no file`, `npx retryproof ${first} --help`);
  return new UsageError(message.trim(), `npx retryproof ${command === undefined ? '' : `${first} `}--help`);
}

/** In code and in configurations a flag may have the name of its option: `bodies`. */
function flagOfOption(word: string, flags: readonly Flag[]): string | undefined {
  const option = word.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const flag = flags.find((each) => each.option === option);
  return flag === undefined ? undefined : `did you mean --${flag.name}?`;
}

export function unknownCommand(word: string): UsageError {
  const names = COMMANDS.map(({ name }) => name);
  if (word.includes('://')) return new UsageError(`"${word}" is no command`, `npx retryproof check ${word}`);
  return new UsageError(`"${word}" is no command`, didYouMean(word, names) ?? `one of ${names.join(', ')}`);
}
