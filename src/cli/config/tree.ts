import type { JsonObject } from '../../model/index.js';

/** Names of members from the outermost to one: `['targets', 'payments', 'time']`. */
export type Path = readonly string[];

/** What a configuration file says, and where it says it. */
export interface ConfigTree {
  /** The file as the user would name it. */
  readonly file: string;
  /** What relative file names in it are relative to. */
  readonly dir: string;
  readonly root: JsonObject;
  /** The line of a member, where the format has lines. */
  lineOf(path: Path): number | undefined;
}

/** `payments.yaml, line 3`, or the file alone where it has no lines. */
export function placeOf({ file, lineOf }: Pick<ConfigTree, 'file' | 'lineOf'>, path: Path): string {
  const line = lineOf(path);
  return line === undefined ? file : `${file}, line ${line}`;
}

/** Paths as keys of a map: no name can look like two. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}
