import { accessSync, appendFileSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../check/options.js';
import type { RawArguments } from './flags/options.js';
import { textFlag } from './flags/options.js';
import { fileTrouble } from './flags/values.js';
import type { Io } from './io.js';

/** What may go to a file or, as `-`, to stdout: one of them at most, since each is a document of its own there. */
const DOCUMENTS = ['json', 'junit', 'events'] as const;
export type DocumentFlag = (typeof DOCUMENTS)[number];

/** The documents that were asked for, of one call of the command line. */
export interface Reports {
  /** True once something that was asked for could not be written. */
  readonly failed: boolean;
  wants(flag: DocumentFlag): boolean;
  /** Writes a document as a whole, where it was asked for. */
  write(flag: DocumentFlag, text: string): void;
  /** Adds to it. */
  append(flag: DocumentFlag, text: string): void;
}

/**
 * Opens what `--json`, `--junit` and `--events` name. What cannot be written is refused here, before anything is sent;
 * what fails later (a full disk) is told on stderr, once each, and the run goes on.
 *
 * @throws UsageError for a place that cannot be written, and for two documents on stdout
 */
export function openReports(argv: RawArguments, io: Io): Reports {
  const places = new Map(DOCUMENTS.map((flag) => [flag, textFlag(argv, flag)] as const));
  const broken = new Set<DocumentFlag>();
  refuseTwoOnStdout(argv);
  for (const file of places.values()) if (file !== undefined && file !== '-') refuseUnwritable(dirname(resolve(io.cwd, file)), file);
  const put = (flag: DocumentFlag, text: string, how: typeof writeFileSync | typeof appendFileSync): void => {
    const file = places.get(flag);
    if (file === undefined || broken.has(flag)) return;
    if (file === '-') {
      io.stdout.write(text);
      return;
    }
    try {
      how(resolve(io.cwd, file), text);
    } catch (error) {
      broken.add(flag);
      io.stderr.write(`retryproof: ${flag === 'events' ? 'events are no longer' : 'the report could not be'} written to ${file}: ${fileTrouble(error)}\n`);
    }
  };
  return {
    get failed() {
      return broken.size > 0;
    },
    wants: (flag) => places.get(flag) !== undefined,
    write: (flag, text) => put(flag, text, writeFileSync),
    append: (flag, text) => put(flag, text, appendFileSync),
  };
}

/** The document that stdout belongs to, as its flag; the report for people goes to stderr then. */
export function documentOnStdout(argv: RawArguments): DocumentFlag | undefined {
  return DOCUMENTS.find((flag) => argv[flag] === '-');
}

function refuseTwoOnStdout(argv: RawArguments): void {
  const [one, two] = DOCUMENTS.filter((flag) => argv[flag] === '-');
  if (two !== undefined) throw new UsageError(`--${one} - and --${two} - both want stdout`, `write one of them to a file: --${two} FILE`);
}

function refuseUnwritable(dir: string, file: string): void {
  try {
    if (!statSync(dir).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${fileTrouble(error)}`, `its directory is ${dir}`);
  }
}
