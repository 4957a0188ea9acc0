import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'vitest';

import * as engine from '../../../src/check/index.js';
import type { Io } from '../../../src/cli/io.js';
import { main } from '../../../src/cli/main.js';
import type { History } from '../../../src/model/index.js';
import { readHistories } from '../../../src/report/index.js';
import { atEnd } from './ending.js';

/** What a call of the whole command line came to. */
export interface Outcome {
  readonly code: number;
  /** Both outputs, white space folded: a report breaks its lines where it likes. */
  readonly text: string;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
  readonly cwd: string;
}

export interface Settings extends Partial<Io> {
  /** The call must come back within this. */
  readonly withinMs?: number;
}

/** `retryproof ARGS…` in a directory of its own, over real sockets; never a stack trace, never later than `withinMs`. */
export async function retryproof(args: readonly string[], { withinMs = 20_000, ...io }: Settings = {}): Promise<Outcome> {
  const cwd = io.cwd ?? fresh();
  let [out, err] = ['', ''];
  const beganMs = performance.now();
  const code = await main(args, { stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, env: {}, ...io, cwd }, () => Promise.resolve(engine));
  const tookMs = performance.now() - beganMs;
  const text = `${out}\n${err}`.replaceAll(/\s+/g, ' ');
  if (process.env['RETRYPROOF_SHOW'] !== undefined) process.stdout.write(`\n### exit ${code} after ${Math.round(tookMs)} ms: ${args.join(' ')}\n${out}${err}`);
  expect(`${out}\n${err}`).not.toMatch(/^\s+at .*[:(]\d+/m);
  expect(text).not.toContain('the kit itself failed');
  expect(tookMs, text).toBeLessThan(withinMs);
  return { code, text, out, err, tookMs, cwd };
}

export function fresh(): string {
  const dir = mkdtempSync(join(tmpdir(), 'retryproof-e2e-'));
  atEnd(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export const BODY = '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}';
export const EFFECTS = 'GET /charges?reference={{nonce}}';

/** `check URL/charges` with the usual body and two seconds. */
export function check(url: string, ...flags: string[]): string[] {
  return ['check', `${url}/charges`, '-d', BODY, ...(['--time', '--runs', '--dry-run'].some((flag) => flags.includes(flag)) ? [] : ['--time', '2s', '--runs', '150']), ...(flags.includes('--seed') ? [] : ['--seed', '7']), ...flags];
}

/** As {@link check}, with the usual probe. */
export function counted(url: string, ...flags: string[]): string[] {
  return check(url, '--effects', EFFECTS, ...flags);
}

/** Every history that a run saved in a directory. */
export function historiesIn(dir: string): readonly History[] {
  return runFilesIn(dir).flatMap((file) => readHistories(readFileSync(file, 'utf8'), file).histories);
}

export function runFilesIn(dir: string): readonly string[] {
  return readdirSync(dir).filter((name) => name.startsWith('run-')).map((name) => join(dir, name));
}

/** The report of `--json`, as far as tests look into it. */
export interface Report {
  readonly seed: number;
  readonly target: string;
  readonly exitCode: number;
  readonly contract: { readonly [member: string]: unknown };
  readonly trouble: { readonly kind: string; readonly message: string; readonly hint?: string } | null;
  readonly verdicts: readonly { readonly id: string; readonly verdict: string; readonly reason: string | null; readonly findings: readonly { readonly cause: string; readonly sentence: string; readonly counterexample: { readonly file: string | null } }[] }[];
  readonly stats: { readonly plans: number; readonly requests: number; readonly probeReads: number };
  readonly notes: readonly { readonly kind: string; readonly text: string }[];
}

export function reportIn(cwd: string, file = 'r.json'): Report {
  return JSON.parse(readFileSync(join(cwd, file), 'utf8')) as Report;
}

export function failures({ verdicts }: Report): string[] {
  return verdicts.flatMap(({ id, findings }) => findings.map(({ cause, sentence }) => `${id}/${cause}: ${sentence}`));
}
