import { randomBytes } from 'node:crypto';
import type { CommonOptions } from '../check/index.js';
import { explain, NoVerdictError, UsageError } from '../check/index.js';
import type { CheckResult } from '../model/index.js';
import type { Masker, TerminalOptions } from '../report/index.js';
import { createMasker, maskSettingsOf } from '../report/index.js';
import { inOptions } from './option-words.js';

/**
 * What `assertRetryproof` rejects with: its message is what the command line's report says of the findings, or of what
 * kept the run from a verdict. It has no stack: what failed is the service, and no line of the kit.
 */
export class RetryproofError extends Error {
  override readonly name = 'RetryproofError';
  /** The whole result, secrets masked. Not enumerable, so that no test runner prints all of it. */
  declare readonly result: CheckResult;

  constructor(message: string, result: CheckResult) {
    super(message);
    Object.defineProperty(this, 'result', { value: result, enumerable: false });
    this.stack = `${this.name}: ${message}`;
  }

  /** For test runners that send errors from process to process: the message, without the result. */
  toJSON(): { readonly name: string; readonly message: string } {
    return { name: this.name, message: this.message };
  }
}

/** An error that says what kept a test from running, without a stack: the line to mend is not the kit's. */
export function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}

/** Wrong options may quote what is wrong with them; no secret is shown. */
export function withoutSecrets(error: unknown, masker: Masker): unknown {
  if (!(error instanceof UsageError)) return error;
  return new UsageError(inOptions(masker.text(error.message)), error.hint === undefined ? undefined : inOptions(masker.text(error.hint)));
}

/** What the user can mend in words, with what would be right; any other error as it is, with its stack. */
export function mendable(error: unknown, masker: Masker): unknown {
  if (!(error instanceof UsageError || error instanceof NoVerdictError)) return error;
  return plainError(inOptions(masker.text(error.hint === undefined ? error.message : `${error.message}\n${error.hint}`)));
}

/** What ended the run, said in options: the rest of a failure's report names commands, which are for a shell. */
export function resultInOptions(result: CheckResult): CheckResult {
  const { trouble, exitReason } = result;
  const told = trouble === undefined ? {} : { trouble: { ...trouble, message: inOptions(trouble.message), ...(trouble.hint === undefined ? {} : { hint: inOptions(trouble.hint) }) } };
  return { ...result, ...told, exitReason: inOptions(exitReason) };
}

/** A masker of this run, which knows the secrets that stand in the options. */
export function maskerFor(options: CommonOptions): Masker {
  return createMasker({ salt: randomBytes(16).toString('hex'), ...maskSettingsOf(options) });
}

/** Reports in a test: no colours, advice on properties of the user's own too, and no flag that a test has not. */
export function reportOptions({ properties }: Pick<CommonOptions, 'properties'>): TerminalOptions {
  const advice: TerminalOptions['explain'] = (property, cause) => {
    const text = explain(property, cause, properties);
    return text === undefined ? undefined : { means: inOptions(text.means), fix: inOptions(text.fix) };
  };
  return { explain: advice, again: (seed) => `the same test with seed: ${seed}` };
}
