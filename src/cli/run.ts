import type { LoadEngine } from './engine.js';
import type { RawArguments } from './flags/options.js';
import type { Io } from './io.js';

/** A command: does what its arguments say and returns the exit code. */
export type Run = (argv: RawArguments, io: Io, load: LoadEngine, invoke: Invoke) => Promise<number>;

/** The command line itself, with what is to differ from the call's own surroundings. */
export type Invoke = (args: readonly string[], surroundings?: Partial<Io>) => Promise<number>;
