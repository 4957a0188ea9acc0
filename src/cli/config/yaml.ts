import type { Document, Node } from 'yaml';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../../check/options.js';
import type { Path } from './tree.js';

/** What a YAML text says, and the line of each member. */
export interface YamlText {
  readonly value: unknown;
  lineOf(path: Path): number | undefined;
}

/** YAML 1.2, one document. @throws UsageError naming file and line where it is none */
export function readYaml(text: string, file: string): YamlText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [trouble] = [...document.errors, ...document.warnings];
  if (trouble !== undefined) throw new UsageError(`${file}, line ${lineCounter.linePos(trouble.pos[0]).line}: not YAML: ${trouble.message}`);
  return { value: valueOf(document, file), lineOf: (path) => lineIn(document.contents, path, lineCounter) };
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
