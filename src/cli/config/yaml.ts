import type { Document, Node } from 'yaml';
import { isAlias, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { UsageError } from '../../check/options.js';
import type { Path } from './tree.js';

/** What a YAML text says, and the line of each member. */
export interface YamlText {
  readonly value: unknown;
  lineOf(path: Path): number | undefined;
}

/** YAML 1.2, one document. @throws UsageError naming file and line where it is none, or says what no configuration can mean */
export function readYaml(text: string, file: string): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const [trouble] = [...document.errors, ...document.warnings];
  const odd = oddKey(document, text);
  // What comes first in the text is mostly the reason of the other.
  if (odd !== undefined && (trouble === undefined || odd.at <= trouble.pos[0])) throw new UsageError(`${file}, line ${lineCounter.linePos(odd.at).line}: ${odd.says}`, odd.hint);
  if (trouble !== undefined) throw new UsageError(`${file}, line ${lineCounter.linePos(trouble.pos[0]).line}: not YAML: ${trouble.message}`);
  return { value: valueOf(document, file), lineOf: (path) => lineIn(document.contents, path, lineCounter) };
}

/** A name of a member that is no text, and what was probably meant. */
interface OddKey {
  readonly at: number;
  readonly says: string;
  readonly hint: string;
}

/** The first name that is a mapping or a list: YAML allows it, and a placeholder without quotes is one. */
function oddKey(document: Document, text: string): OddKey | undefined {
  let found: OddKey | undefined;
  visit(document, {
    Pair(_, { key }, path) {
      const named = isAlias(key) ? key.resolve(document) : key;
      if (!isNode(key) || !isCollection(named)) return undefined;
      const above = path.at(-1);
      const [at = 0] = key.range ?? [];
      found = (isMap(above) ? placeholderAt(above.range?.[0] ?? at, text) : undefined) ?? {
        at, says: `${text.slice(at, key.range?.[1]).replaceAll(/\s+/g, ' ')} is ${isMap(named) ? 'a mapping' : 'a list'}, and stands where a name does`, hint: 'names are texts; a text with brackets or braces stands in quotes',
      };
      return visit.BREAK;
    },
  });
  return found;
}

/** `{{nonce}}`, which YAML reads as a mapping whose name is a mapping. */
function placeholderAt(at: number, text: string): OddKey | undefined {
  const [placeholder] = /^\{\{[^{}\n]*\}\}/.exec(text.slice(at)) ?? [];
  return placeholder === undefined ? undefined : { at, says: `${placeholder} is YAML for a mapping`, hint: `write it in quotes: '${placeholder}'` };
}

function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without its anchor, or so many that they would fill the memory.
    throw new UsageError(`${file}: not YAML: ${(error as Error).message}`);
  }
}

/** The line of the path's last name that is written there: what an alias stands for is written elsewhere. */
function lineIn(node: Node | null | undefined, path: Path, lines: LineCounter): number | undefined {
  const [name, ...rest] = path;
  if (name === undefined || !isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  const at = pair !== undefined && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  if (pair === undefined || at === undefined) return undefined;
  return lineIn(pair.value as Node | null, rest, lines) ?? lines.linePos(at).line;
}
