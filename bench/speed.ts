import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CheckOptions } from '../src/check/options.js';
import type { Measured } from './speed/harness.js';
import { campaign } from './speed/harness.js';
import { judging } from './speed/judge.js';
import { bareLoop } from './speed/loop.js';

/**
 * Ratios, each from one run of this script: both sides of a ratio are measured one right after the other, since machines
 * are noisy. `npm run bench:speed [part …]` with the parts harness, plans, judge, help, memory; all of them by default.
 */
const BODY = '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}';
const UNLIMITED = 1_000_000_000;

const PARTS: { readonly [name: string]: () => Promise<void> } = {
  async harness() {
    await withService(0, async (url) => {
      const without = await campaign(options(url, { timeMs: 10_000, concurrency: 64 }));
      const { generatingUs, judgingUs } = without.thinking();
      const withProbe = await campaign(options(url, { timeMs: 10_000, concurrency: 64, effects: ['GET /charges?reference={{nonce}}'] }));
      const [name, most] = ceiling(url) ?? ['a bare undici loop', await bareLoop(url, 4_000)];
      say('harness', `${rate(without)} requests/s at K=64, ${name} ${Math.round(most)}: ratio ${(perSecond(without) / most).toFixed(2)}; ${without.cpuUs.toFixed(0)} µs of CPU a request`);
      say('harness, thinking', `generating its plans ${generatingUs.toFixed(1)} and judging its histories ${judgingUs.toFixed(1)}: ${(generatingUs + judgingUs).toFixed(1)} µs of CPU a request, each by itself and warm`);
      say('harness, with a probe', `${rate(withProbe)} requests/s and ${Math.round((withProbe.probeReads / withProbe.tookMs) * 1000)} probe reads/s; ${withProbe.cpuUs.toFixed(0)} µs of CPU a request`);
    });
  },
  async plans() {
    await withService(20, async (url) => {
      const [one, many] = [await campaign(options(url, { timeMs: 10_000, concurrency: 1 })), await campaign(options(url, { timeMs: 10_000, concurrency: 16 }))];
      const plans = ({ plans: count, tookMs }: Measured): number => (count / tookMs) * 1000;
      say('plans', `on a 20 ms target ${plans(one).toFixed(1)} plans/s at K=1, ${plans(many).toFixed(1)} at K=16: ${(plans(many) / plans(one)).toFixed(1)} times`);
    });
  },
  async judge() {
    await withService(0, async (url) => {
      for (const { events, perSecond: speed } of await judging(options(url, { timeMs: 6_000, concurrency: 16, effects: ['GET /charges?reference={{nonce}}'] }))) {
        say('judge', `${events} events in one go: ${Math.round(speed / 1000)},000 events/s`);
      }
    });
  },
  async help() {
    const took = (args: readonly string[]): number => median(Array.from({ length: 21 }, () => timed(args)));
    const [bare, help] = [took(['-e', '0']), took(['dist/src/cli/bin.js', '--help'])];
    say('help', `--help takes ${(help / bare).toFixed(2)} times node -e 0 (${help.toFixed(0)} and ${bare.toFixed(0)} ms)`);
  },
  async memory() {
    await withService(0, async (url) => {
      const heaps: number[] = [];
      const watch = setInterval(() => heaps.push(process.memoryUsage().rss / 2 ** 20), 1_000);
      const { requests } = await campaign(options(url, { timeMs: 600_000, requests: 1_250_000, concurrency: 64 }));
      clearInterval(watch);
      const half = heaps.slice(0, heaps.length >> 1);
      say('memory', `${requests} attempts: at most ${Math.max(...half).toFixed(0)} MiB in the first half, ${Math.max(...heaps).toFixed(0)} MiB in all`);
    });
  },
};

function options(url: string, more: Partial<CheckOptions>): CheckOptions {
  return { url: `${url}/charges`, bodies: [BODY], seed: 3, requests: UNLIMITED, ...more };
}

async function withService(delayMs: number, use: (url: string) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'speed/bare-service.js'), String(delayMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise<string>((resolve) => child.stdout.once('data', (text: Buffer) => resolve(String(text).trim())));
    await use(`http://127.0.0.1:${port}`);
  } finally {
    child.kill();
  }
}

/** What `wrk` reaches with one thread and as many connections; undefined where it is not installed. */
function ceiling(url: string): readonly [name: string, perSecond: number] | undefined {
  if (spawnSync('wrk', ['-v']).error !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'retryproof-bench-'));
  const script = join(folder, 'post.lua');
  // A key of its own for each request, as the kit's operations have.
  writeFileSync(script, `local n = 0\nrequest = function()\n  n = n + 1\n  return wrk.format("POST", nil, {["Content-Type"]="application/json", ["Idempotency-Key"]="k" .. n}, '{"amount":1234,"currency":"usd","reference":"r' .. n .. '"}')\nend\n`);
  const text = execFileSync('wrk', ['-t1', '-c64', '-d4s', '-s', script, `${url}/charges`], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return ['wrk', Number(/Requests\/sec:\s*([\d.]+)/.exec(text)?.[1])];
}

function timed(args: readonly string[]): number {
  const beganMs = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - beganMs;
}

const perSecond = ({ requests, tookMs }: Measured): number => (requests / tookMs) * 1000;
const rate = (measured: Measured): number => Math.round(perSecond(measured));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const say = (part: string, text: string): boolean => process.stdout.write(`${part}: ${text}\n`);

const asked = process.argv.slice(2);
for (const [name, part] of Object.entries(PARTS)) if (asked.length === 0 || asked.includes(name)) await part();
