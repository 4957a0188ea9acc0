import type { Drawing } from './drawing.js';
import { intDrawing, pickDrawing, stringDrawing, uuidDrawing } from './drawing.js';

/** What a placeholder stands for once its arguments have been read. */
export type Meaning =
  | { readonly kind: 'nonce' | 'timestamp' | 'url' }
  | { readonly kind: 'answer'; readonly pointer: string }
  | { readonly kind: 'uuid' | 'drawn'; readonly drawing: Drawing };

/** One kind of placeholder. `read` gives undefined where the arguments are wrong; `usage` is what would be right. */
interface Kind {
  readonly usage: string;
  read(args: readonly string[], text: string): Meaning | undefined;
}

const LONGEST = 65_536;

function bare(kind: 'nonce' | 'timestamp' | 'url'): Kind {
  return { usage: `{{${kind}}}, with nothing else`, read: (args) => (args.length === 0 ? { kind } : undefined) };
}

function range(args: readonly string[]): readonly [min: number, max: number] | undefined {
  const [min, max] = args.map((arg) => (/^-?\d+$/.test(arg) ? Number(arg) : Number.NaN));
  if (args.length !== 2 || min === undefined || max === undefined) return undefined;
  return Number.isSafeInteger(min) && Number.isSafeInteger(max) && min <= max ? [min, max] : undefined;
}

/** Every placeholder there is. A new one is a new line. */
export const KINDS: { readonly [name: string]: Kind } = {
  nonce: bare('nonce'),
  timestamp: bare('timestamp'),
  url: bare('url'),
  int: {
    usage: '{{int 1 50}}: two whole numbers, the smaller first',
    read(args, text) {
      const ends = range(args);
      return ends && { kind: 'drawn', drawing: intDrawing(text, ...ends) };
    },
  },
  string: {
    usage: `{{string 3 20}}: the shortest and the longest length, up to ${LONGEST}`,
    read(args, text) {
      const ends = range(args);
      if (ends === undefined || ends[0] < 0 || ends[1] > LONGEST) return undefined;
      return { kind: 'drawn', drawing: stringDrawing(text, ...ends) };
    },
  },
  pick: {
    usage: '{{pick usd eur}}: one choice or more, separated by spaces',
    read: (args, text) =>
      args.length === 0 ? undefined : { kind: 'drawn', drawing: pickDrawing(text, [...new Set(args)]) },
  },
  bool: {
    usage: '{{bool}}, with nothing else',
    read: (args, text) =>
      args.length === 0 ? { kind: 'drawn', drawing: pickDrawing(text, [false, true]) } : undefined,
  },
  uuid: {
    usage: '{{uuid}}, with nothing else',
    read: (args, text) => (args.length === 0 ? { kind: 'uuid', drawing: uuidDrawing(text) } : undefined),
  },
  answer: {
    usage: '{{answer /id}}: a JSON Pointer, starting with /',
    read: ([pointer, ...rest]) =>
      pointer?.startsWith('/') && rest.length === 0 ? { kind: 'answer', pointer } : undefined,
  },
};
