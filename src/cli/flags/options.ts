import type { CheckOptions } from '../../check/options.js';
import { UsageError } from '../../check/options.js';
import type { Io } from '../io.js';
import { CAMPAIGN_FLAGS, PROMISE_FLAGS } from './check.js';
import { readConfig } from './config.js';
import type { Flag } from './flag.js';
import { TARGET_FLAGS } from './target.js';
import type { Source } from './values.js';
import { flagValue } from './values.js';

/** What yargs parsed: raw values by the names of the flags. */
export type RawArguments = { readonly [name: string]: unknown };

/** Flags that become members of the options. */
export const OPTION_FLAGS: readonly Flag[] = [...TARGET_FLAGS, ...PROMISE_FLAGS, ...CAMPAIGN_FLAGS];

/** The options of a check: the configuration file's, and over them those of the command line. */
export function checkOptions(argv: RawArguments, io: Io): CheckOptions {
  const file = argv['config'];
  const config = typeof file === 'string' ? readConfig(file, OPTION_FLAGS, io) : undefined;
  const configured = config === undefined ? {} : optionsOf(config.values, config.source);
  const given = givenOptions(argv, io);
  const url = urlOf(argv['target'], given.url ?? configured.url);
  if (url === undefined) throw new UsageError('no URL was given', 'npx retryproof check http://localhost:3000/charges …');
  return merge(merge(configured, given), { url });
}

/** The options that stand on the command line itself. */
export function givenOptions(argv: RawArguments, io: Io): Partial<CheckOptions> {
  return optionsOf(argv, { call: (flag) => `--${flag.name}`, dir: io.cwd });
}

/** The target first; what `--url` names are further instances. */
function urlOf(positional: unknown, further: CheckOptions['url'] | undefined): CheckOptions['url'] | undefined {
  const rest = further === undefined ? [] : typeof further === 'string' ? [further] : further;
  const urls = typeof positional === 'string' ? [positional, ...rest] : rest;
  return urls.length === 1 ? urls[0] : urls.length === 0 ? undefined : urls;
}

function optionsOf(values: RawArguments, source: Source): Partial<CheckOptions> {
  const options: { [member: string]: unknown } = {};
  for (const flag of OPTION_FLAGS) {
    const raw = values[flag.name];
    if (raw === undefined || flag.option === undefined) continue;
    const value = flagValue(flag, raw, source);
    const [member = '', below] = flag.option.split('.');
    options[member] = below === undefined ? value : { ...(options[member] as object | undefined), [below]: value };
  }
  return options as Partial<CheckOptions>;
}

/** The second wins, member by member; TLS options are members too. */
export function merge<Base extends Partial<CheckOptions>, Over extends Partial<CheckOptions>>(base: Base, over: Over): Base & Over {
  const tls = base.tls === undefined && over.tls === undefined ? {} : { tls: { ...base.tls, ...over.tls } };
  return { ...base, ...over, ...tls };
}
