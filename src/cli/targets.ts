import type { CheckOptions } from '../check/options.js';
import { UsageError } from '../check/options.js';
import { findConfig } from './config/find.js';
import { collect } from './mistakes.js';
import type { RawArguments } from './flags/options.js';
import { givenOptions, merge, OPTION_FLAGS, textFlag } from './flags/options.js';
import type { Io } from './io.js';

/** One target that is to be checked. */
export interface ChosenTarget {
  /** Its name in the configuration; absent where it has none. */
  readonly name?: string;
  readonly options: CheckOptions;
}

/** What the positionals of `check` are: one URL, or names out of a configuration. */
interface Words {
  readonly url: string | undefined;
  readonly names: readonly string[];
}

/**
 * What is to be checked: the target that the flags describe, or those of a configuration, with the flags over them. A
 * configuration is read where `--config` names it, or where no URL is given and one lies in the working directory.
 *
 * @throws UsageError where anything about that is wrong
 */
export async function chosenTargets(argv: RawArguments, io: Io): Promise<readonly ChosenTarget[]> {
  const given = givenOptions(argv, io);
  const words = wordsOf(argv);
  const url = oneOrMany([...(words.url === undefined ? [] : [words.url]), ...listed(given.url)]);
  const file = configOf(argv, words, given, io);
  if (file !== undefined) return configuredTargets(file, argv, words, url === undefined ? given : { ...given, url }, io);
  const [name] = words.names;
  if (name !== undefined) throw new UsageError(`"${name}" is no URL, and no configuration is here that could name it`, `npx retryproof check http://${name}, or a retryproof.config.ts, .mjs, .json or .yaml that has a target "${name}"`);
  if (url === undefined) throw new UsageError('no URL was given', 'npx retryproof check http://localhost:3000/charges …, or a retryproof.config.ts, .mjs, .json or .yaml here');
  return [{ options: { ...given, url } }];
}

/** The configuration that is read; one that was found and not named is told of. */
function configOf(argv: RawArguments, { url, names }: Words, given: Partial<CheckOptions>, io: Io): string | undefined {
  const named = textFlag(argv, 'config');
  if (named !== undefined) return named;
  if (url !== undefined || (names.length === 0 && given.url !== undefined)) return undefined;
  const found = findConfig(io.cwd);
  if (found !== undefined && argv['quiet'] !== true) io.stderr.write(`retryproof: reading ${found}\n`);
  return found;
}

async function configuredTargets(file: string, argv: RawArguments, { names }: Words, given: Partial<CheckOptions>, io: Io): Promise<readonly ChosenTarget[]> {
  const { chooseLeaves, leafOptions, leavesOf, readConfig } = await import('./config/index.js');
  const config = await readConfig(file, io, textFlag(argv, 'config') === undefined ? 'the configuration' : '--config');
  const { leaves: all, mistakes } = leavesOf(config, OPTION_FLAGS);
  // Values that are wrong are told with the keys that are: one run tells all.
  if (mistakes.length > 0) collect([...mistakes.map((mistake) => () => fail(mistake)), ...all.map((leaf) => () => leafOptions(leaf, config, io.env))], (part) => part());
  const leaves = chooseLeaves(all, names, file);
  if (leaves.length > 1 && given.url !== undefined) {
    throw new UsageError(`a URL was given, but ${file} has ${leaves.length} targets with URLs of their own`, `name the one that you mean: npx retryproof check ${leaves[0]?.name} --url …`);
  }
  return collect(leaves, (leaf) => {
    const options = merge(leafOptions(leaf, config, io.env), given);
    const url = oneOrMany(listed(options.url));
    if (url === undefined) throw new UsageError(leaf.name === undefined ? `${file} has no url, and none was given` : `${file}: ${leaf.name} has no url`, '"url": "http://localhost:3000/charges"');
    return { ...(leaf.name === undefined ? {} : { name: leaf.name }), options: { ...options, url } };
  });
}

function fail(mistake: UsageError): never {
  throw mistake;
}

/** @throws UsageError where there is more than one URL, or anything beside it */
function wordsOf(argv: RawArguments): Words {
  const words = [argv['targets'] ?? []].flat().map(String);
  const urls = words.filter((word) => !/^[\w-]+(?:\.[\w-]+)*$/.test(word));
  const [url] = urls;
  if (url === undefined || words.length === 1) return { url, names: url === undefined ? words : [] };
  const other = words.find((word) => word !== url) ?? url;
  throw new UsageError(`"${other}" is one argument too many`, urls.length > 1 && other.includes('://') ? `further instances of a service are given with --url ${other}` : 'put quotes around values with spaces; beside a URL stand flags alone');
}

function listed(url: CheckOptions['url'] | undefined): readonly string[] {
  return url === undefined ? [] : typeof url === 'string' ? [url] : url;
}

function oneOrMany(urls: readonly string[]): CheckOptions['url'] | undefined {
  return urls.length > 1 ? urls : urls[0];
}
