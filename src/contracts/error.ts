/** One thing that is wrong with a contract. */
export interface Breach {
  /** JSON Pointer to it; empty for the whole contract. */
  readonly at: string;
  /** What is wrong, and what would be right. */
  readonly text: string;
}

/** A contract that cannot be used. The message lists every breach at once. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  constructor(
    /** Where the contract came from, such as a file name. */
    readonly where: string,
    readonly breaches: readonly Breach[],
  ) {
    super([`${where} is no valid contract:`, ...breaches.map(({ at, text }) => `  ${at === '' ? '(the whole)' : at}: ${text}`)].join('\n'));
  }
}
