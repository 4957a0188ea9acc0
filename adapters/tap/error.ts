/** A tap could not be opened: says which, why, and what would be right. */
export class TapError extends Error {
  override readonly name = 'TapError';
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}
