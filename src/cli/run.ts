import type { LoadEngine } from './engine.js';
import type { RawArguments } from './flags/options.js';
import type { Io } from './io.js';

/** A command: does what its arguments say and returns the exit code. `invoke` is the command line itself. */
export type Run = (argv: RawArguments, io: Io, load: LoadEngine, invoke: Invoke) => Promise<number>;

export type Invoke = (args: readonly string[]) => Promise<number>;
