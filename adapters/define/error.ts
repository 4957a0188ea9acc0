/** One thing that is wrong with an adapter. */
export interface AdapterBreach {
  /** The member, such as `racing.lanes[1]`; empty for the whole. */
  readonly at: string;
  /** What is wrong, and what would be right. */
  readonly text: string;
}

/** An adapter that breaks the promises of its interface. The message lists every breach at once. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
  constructor(
    /** What breaks them, as a beginning of a sentence: the adapter, its session, or how it ended an attempt. */
    readonly where: string,
    readonly breaches: readonly AdapterBreach[],
  ) {
    super([`${where}:`, ...breaches.map(({ at, text }) => `  ${at === '' ? '(the whole)' : at}: ${text}`)].join('\n'));
  }
}

/** A value as a message shows it, cut where it is long. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
