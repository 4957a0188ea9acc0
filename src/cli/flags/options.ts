import type { CheckOptions } from '../../check/options.js';
import { UsageError } from '../../check/options.js';
import type { Io } from '../io.js';
import { collect } from '../mistakes.js';
import { CAMPAIGN_FLAGS, PROMISE_FLAGS } from './check.js';
import type { Flag } from './flag.js';
import { TARGET_FLAGS } from './target.js';
import type { Source } from './values.js';
import { flagValue } from './values.js';

/** What yargs parsed: raw values by the names of the flags. */
export type RawArguments = { readonly [name: string]: unknown };

/** Flags that become members of the options. */
export const OPTION_FLAGS: readonly Flag[] = [...TARGET_FLAGS, ...PROMISE_FLAGS, ...CAMPAIGN_FLAGS];

/** The options that stand on the command line itself. */
export function givenOptions(argv: RawArguments, io: Io): Partial<CheckOptions> {
  return optionsOf(argv, { call: (flag) => `--${flag.name}`, dir: io.cwd });
}

/** The one text of a flag; undefined where it was not given. @throws UsageError where it was given more than once */
export function textFlag(argv: RawArguments, name: string): string | undefined {
  const value = argv[name];
  if (Array.isArray(value)) throw new UsageError(`--${name} was given ${value.length} times`, 'it has one value');
  return typeof value === 'string' ? value : undefined;
}

/** Raw values by the names of flags, as options. @throws UsageError that tells all that are wrong */
export function optionsOf(values: RawArguments, source: Source): Partial<CheckOptions> {
  const options: { [member: string]: unknown } = {};
  collect(OPTION_FLAGS, (flag) => {
    const raw = values[flag.name];
    if (raw === undefined || flag.option === undefined) return;
    const value = flagValue(flag, raw, source);
    const [member = '', below] = flag.option.split('.');
    options[member] = below === undefined ? value : { ...(options[member] as object | undefined), [below]: value };
  });
  return options as Partial<CheckOptions>;
}

/** The second wins, member by member; TLS options are members too. */
export function merge<Base extends Partial<CheckOptions>, Over extends Partial<CheckOptions>>(base: Base, over: Over): Base & Over {
  const tls = base.tls === undefined && over.tls === undefined ? {} : { tls: { ...base.tls, ...over.tls } };
  return { ...base, ...over, ...tls };
}
