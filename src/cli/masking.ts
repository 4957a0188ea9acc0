import { randomBytes } from 'node:crypto';
import type { CheckOptions } from '../check/options.js';
import { NoVerdictError, UsageError } from '../check/options.js';
import type { Masker } from '../report/index.js';
import { createMasker, maskSettingsOf } from '../report/index.js';

/** A masker with a salt of this run, which knows what the options say about names, and the secrets that stand in them. */
export function maskerFor(options: Partial<CheckOptions>): Masker {
  return createMasker({ salt: randomBytes(16).toString('hex'), ...maskSettingsOf(options) });
}

/** Does what is asked; messages of what goes wrong show no secret of the options. */
export async function withoutSecrets<Value>(masker: Masker, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    const hint = error instanceof UsageError || error instanceof NoVerdictError ? error.hint : undefined;
    const shown = hint === undefined ? undefined : masker.text(hint);
    if (error instanceof UsageError) throw new UsageError(masker.text(error.message), shown);
    if (error instanceof NoVerdictError) throw new NoVerdictError(masker.text(error.message), error.exitCode, shown, error.output.map((line) => masker.text(line)));
    throw error;
  }
}
