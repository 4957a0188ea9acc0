import type { CheckResult, Plan } from '../model/index.js';
import type { Explain } from '../report/index.js';
import { addressText, renderOverview, renderTerminal, schedule } from '../report/index.js';
import type { Engine } from './engine.js';
import type { RawArguments } from './flags/options.js';
import type { Io, Output } from './io.js';
import { wantsColor, widthOf } from './io.js';
import { documentOnStdout } from './reports.js';

/** What causes mean, from the properties themselves. */
export function explainer(engine: Engine): Explain {
  const properties = new Map(engine.listProperties().map((property) => [property.id, property]));
  return (property, cause) => properties.get(property)?.causes[cause];
}

/** The report for people. Where stdout belongs to a document (`--json -`), it goes to stderr. */
export function showReport(result: CheckResult, explain: Explain, argv: RawArguments, io: Io): void {
  if (argv['quiet'] === true) {
    if (result.exitCode !== 0) io.stderr.write(`retryproof: ${result.name === undefined ? '' : `${result.name}: `}${result.exitReason}\n`);
    return;
  }
  const output = reportOutput(argv, io);
  output.write(renderTerminal(result, { explain, color: wantsColor(output, io.env, argv['no-color'] === true), width: widthOf(output), ...(io.passing === true ? { again: () => undefined } : {}) }));
}

/** What several targets came to, after the report of each. */
export function showOverview(results: readonly CheckResult[], together: Pick<CheckResult, 'exitCode' | 'exitReason'>, argv: RawArguments, io: Io): void {
  if (argv['quiet'] === true) return;
  const output = reportOutput(argv, io);
  output.write(renderOverview(results, together, { color: wantsColor(output, io.env, argv['no-color'] === true), width: widthOf(output) }));
}

function reportOutput(argv: RawArguments, io: Io): Output {
  return documentOnStdout(argv) === undefined ? io.stdout : io.stderr;
}

/** Plans in words, for `--dry-run`. */
export function printPlans(name: string | undefined, plans: readonly Plan[], io: Io): void {
  if (name !== undefined) io.stdout.write(`${name}\n`);
  for (const plan of plans) {
    io.stdout.write(`${addressText(plan.address)} (${plan.lane})\n${schedule(plan).map((line) => `  ${line}\n`).join('')}`);
  }
  io.stdout.write(`${plans.length} plans; nothing was sent\n`);
}
