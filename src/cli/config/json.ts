import { UsageError } from '../../check/options.js';
import { pathKey } from './tree.js';

/** What a JSON text says, and the line of each member. */
export interface JsonText {
  readonly value: unknown;
  readonly lines: ReadonlyMap<string, number>;
}

/** @throws UsageError naming file and line where it is not JSON, or says something twice */
export function readJson(text: string, file: string): JsonText {
  try {
    return { value: JSON.parse(text), lines: linesOf(text, file) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${file} is not JSON: ${error.message}${lineText(text, error.message)}`, hintFor(text, error.message));
  }
}

function hintFor(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined && /,\s*$/.test(text.slice(0, Number(position)))) return 'a comma too many? In JSON none stands behind the last member';
  return 'YAML is read from a file that ends in .yaml, TypeScript from one that ends in .ts';
}

/** Node says a position, and newer ones the line too. */
function lineText(text: string, message: string): string {
  const position = /at position (\d+)(?! \(line)/.exec(message)?.[1];
  return position === undefined ? '' : ` (line ${text.slice(0, Number(position)).split('\n').length})`;
}

/** A list, with the index of the item that is read, or an object, with the name of its member. */
interface Open {
  readonly list: boolean;
  at: number | string;
  /** In an object: a name comes next. */
  wantsName: boolean;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:\n]|[^\s{}[\],:"]+/g;

/** The line of every member of a lawful JSON text. */
function linesOf(text: string, file: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const open: Open[] = [];
  let line = 1;
  for (const [token] of text.matchAll(TOKEN)) {
    const inside = open.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{') open.push({ list: false, at: '', wantsName: true });
    else if (token === '[') open.push({ list: true, at: 0, wantsName: false });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && inside !== undefined) {
      if (typeof inside.at === 'number') inside.at += 1;
      else inside.wantsName = true;
    } else if (inside?.wantsName === true) {
      inside.at = JSON.parse(token) as string;
      inside.wantsName = false;
      const path = open.map(({ at }) => String(at));
      const before = lines.get(pathKey(path));
      // JSON lets the last one win, silently.
      if (before !== undefined) throw new UsageError(`${file}, line ${line}: "${path.join('.')}" was given before, in line ${before}`, 'keep one of them');
      lines.set(pathKey(path), line);
    }
  }
  return lines;
}
