import type { CheckResult, Plan } from '../model/index.js';
import type { Explain } from '../report/index.js';
import { addressText, renderTerminal, schedule } from '../report/index.js';
import type { Engine } from './engine.js';
import type { RawArguments } from './flags/options.js';
import type { Io } from './io.js';
import { wantsColor, widthOf } from './io.js';

/** What causes mean, from the properties themselves. */
export function explainer(engine: Engine): Explain {
  const properties = new Map(engine.listProperties().map((property) => [property.id, property]));
  return (property, cause) => properties.get(property)?.causes[cause];
}

/** The report for people. Where stdout belongs to the JSON (`--json -`), it goes to stderr. */
export function showReport(result: CheckResult, explain: Explain, argv: RawArguments, io: Io): void {
  const output = argv['json'] === '-' ? io.stderr : io.stdout;
  if (argv['quiet'] === true) {
    if (result.exitCode !== 0) io.stderr.write(`retryproof: ${result.exitReason}\n`);
    return;
  }
  output.write(renderTerminal(result, { explain, color: wantsColor(output, io.env, argv['no-color'] === true), width: widthOf(output) }));
}

/** Plans in words, for `--dry-run`. */
export function printPlans(plans: readonly Plan[], io: Io): void {
  for (const plan of plans) {
    io.stdout.write(`${addressText(plan.address)} (${plan.lane})\n${schedule(plan).map((line) => `  ${line}\n`).join('')}`);
  }
  io.stdout.write(`${plans.length} plans; nothing was sent\n`);
}
