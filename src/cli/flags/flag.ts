/** How a flag's text becomes a value. `texts` may be repeated; the others may not. */
export type FlagKind = 'text' | 'texts' | 'body' | 'bodies' | 'file' | 'contract' | 'switch' | 'count' | 'number' | 'duration';

/** One flag of the command line, and the member of the options that it sets. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly kind: FlagKind;
  /** Member of CheckOptions; `tls.ca` for one below. Absent: a matter of the command line alone. */
  readonly option?: string;
  readonly group: string;
  readonly describe: string;
  /** Of a count, a number or a duration: 0 is not lawful. */
  readonly positive?: true;
  /** Of a duration: a number without a unit is milliseconds, and below this it is taken for a slip. Told in the schema too. */
  readonly leastBareMs?: number;
  /** In a configuration that is code, a function may stand for a text. */
  readonly code?: true;
  /** The only lawful values. */
  readonly choices?: readonly string[];
}
