import type { LoadEngine } from './engine.js';
import type { RawArguments } from './flags/options.js';
import type { Io } from './io.js';

/** A command: does what its arguments say and returns the exit code. */
export type Run = (argv: RawArguments, io: Io, load: LoadEngine, invoke: Invoke) => Promise<number>;

/** The command line itself, in an environment of its own where one is given. */
export type Invoke = (args: readonly string[], env?: Io['env']) => Promise<number>;
