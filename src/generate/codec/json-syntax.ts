import { SyntaxProblem } from './types.js';

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;

/**
 * Finds what keeps a text from being JSON, since `JSON.parse` does not always say where.
 *
 * @example
 * ```ts
 * jsonProblem('{"a":1,}'); // SyntaxProblem at 7: a member's name in double quotes is missing
 * ```
 */
export function jsonProblem(text: string): SyntaxProblem | undefined {
  try {
    const end = value(text, 0);
    return end === text.length ? undefined : new SyntaxProblem('nothing may follow here', end);
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return problem;
    throw problem;
  }
}

function value(text: string, from: number): number {
  const at = skip(SPACE, text, from) ?? from;
  const first = text[at];
  let end: number | undefined;
  if (first === '{') end = list(text, at, '}', member);
  else if (first === '[') end = list(text, at, ']', value);
  else if (first === '"') end = string(text, at);
  else if (text.startsWith('{{', at)) end = undefined;
  else end = skip(SCALAR, text, at);
  if (end === undefined) throw new SyntaxProblem(at >= text.length ? 'the text ends too early' : 'a value is missing', at);
  return skip(SPACE, text, end) ?? end;
}

function list(text: string, open: number, close: '}' | ']', item: (text: string, at: number) => number): number {
  if (text.startsWith('{{', open)) throw new SyntaxProblem('a placeholder stands outside of double quotes', open);
  let at = skip(SPACE, text, open + 1) ?? open + 1;
  if (text[at] === close) return at + 1;
  for (;;) {
    at = item(text, at);
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') throw new SyntaxProblem(at >= text.length ? `"${close}" is missing at the end` : `"," or "${close}" is missing`, at);
    at += 1;
  }
}

function member(text: string, from: number): number {
  const at = skip(SPACE, text, from) ?? from;
  if (text[at] !== '"') throw new SyntaxProblem("a member's name in double quotes is missing", at);
  const name = string(text, at);
  const colon = skip(SPACE, text, name) ?? name;
  if (text[colon] !== ':') throw new SyntaxProblem('":" is missing', colon);
  return value(text, colon + 1);
}

function string(text: string, at: number): number {
  const end = skip(STRING, text, at);
  if (end === undefined) throw new SyntaxProblem('a string does not end, or holds a character that must be escaped', at);
  return end;
}

/** Where a match that begins at `at` ends. */
function skip(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
