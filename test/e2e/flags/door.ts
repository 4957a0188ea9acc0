import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Answer, Call } from '../../zoo/base/http.js';
import type { Report } from '../targets/cli.js';
import { failures } from '../targets/cli.js';
import { around, serve } from '../targets/servers.js';

/** A correct service with a door before it, which may answer in its place. */
export async function behind(door: (call: Call) => Answer | undefined): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const url = await serve(around((call, inner) => (calls.push(call), door(call) ?? inner())));
  return { url, calls };
}

/** Few plans, quickly, with a report. */
export const QUICK = ['--runs', '40', '--time', '4s', '--json', 'r.json'];

/** Plans of calibration have addresses from here on; questions are asked of them in many forms. */
export const CALIBRATION = 1_000_000;

export const verdictOf = ({ verdicts }: Report, id: string): string | undefined => verdicts.find((each) => each.id === id)?.verdict;

/** `sound` where nothing is violated and single-effect was put to the test. */
export function soundness(report: Report): string {
  const broken = failures(report);
  if (broken.length > 0) return broken.join('\n');
  return verdictOf(report, 'single-effect') === 'pass' ? 'sound' : 'single-effect was not put to the test';
}

/** Every file below a directory, by name, with its text. */
export function filesIn(dir: string): [string, string][] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'utf8')]);
}
