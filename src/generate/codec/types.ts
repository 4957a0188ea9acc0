import type { Json } from '../../model/index.js';

/** How a tree is written: `sorted` is for comparing, the others go on the wire. */
export type Spelling = 'plain' | 'reordered' | 'spaced' | 'sorted';

/** The way between a body's text and its tree. */
export interface Codec {
  readonly name: 'json' | 'form';
  /** True where numbers and booleans differ from their text. */
  readonly typed: boolean;
  readonly spellings: readonly ('reordered' | 'spaced')[];
  /** Throws {@link SyntaxProblem}. */
  decode(text: string): Decoded;
}

/** A tree, and how to write one like it. */
export interface Decoded {
  readonly tree: Json;
  encode(tree: Json, spelling: Spelling): string;
}

/** A body is not what its media type says. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  constructor(
    message: string,
    /** Index of the first wrong character. */
    readonly offset: number,
  ) {
    super(message);
  }
}
