/** Where the command line reads from and writes to. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  /** Aborted by the first Ctrl-C. */
  readonly signal?: AbortSignal;
  /** True: what is checked goes away with the call, so that nothing is saved for a replay, and none is named. */
  readonly passing?: true;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Colours are for terminals, unless somebody says otherwise: `--no-color` and NO_COLOR win over FORCE_COLOR. */
export function wantsColor(output: Output, env: Io['env'], noColor: boolean): boolean {
  if (noColor || (env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0';
  return output.isTTY === true && env['TERM'] !== 'dumb';
}

/** Columns for a report: the terminal's, within what is still readable. */
export function widthOf(output: Output): number {
  return Math.min(140, Math.max(60, output.columns ?? 100));
}
