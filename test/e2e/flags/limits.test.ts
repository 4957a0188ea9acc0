import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import checkThenAct from '../../zoo/planted/check-then-act.js';
import { counted, historiesIn, reportIn, retryproof } from '../targets/cli.js';
import { correct, serve } from '../targets/servers.js';
import { behind, CALIBRATION, QUICK } from './door.js';

describe('limits', () => {
  it('--requests is never exceeded', async () => {
    const { url, calls } = await behind(() => undefined);
    const { code, text } = await retryproof(counted(url, '--requests', '300', '--time', '4s'));
    expect(text).toMatch(/the cap of 300 requests was reached.*raise --requests/);
    expect(code, text).toBe(4);
    expect(calls.length).toBeLessThanOrEqual(300);
    expect(calls.length).toBeGreaterThan(200);
  });

  it('--requests too few for calibration says so', async () => {
    const { url, calls } = await behind(() => undefined);
    const { code, text } = await retryproof(counted(url, '--requests', '5', '--time', '4s'));
    expect(text).toMatch(/cap of 5 requests was reached in calibration.*raise --requests/);
    expect([code, calls.length]).toEqual([4, 5]);
  });

  it('--rate is kept, and the run still ends in time', async () => {
    const { url, calls } = await behind(() => undefined);
    const { code, tookMs, text } = await retryproof(counted(url, '--rate', '50', '--time', '3s'));
    expect(calls.length).toBeLessThanOrEqual(50 * (tookMs / 1000) + 10);
    expect(tookMs).toBeLessThan(8_000);
    expect([0, 4], text).toContain(code);
  });

  it('--runs is the number of plans', async () => {
    const { url } = await behind(() => undefined);
    const { cwd, tookMs } = await retryproof(counted(url, '--runs', '10', '--time', '30s', '--json', 'r.json'));
    // Besides, plans with keys that cannot be salted run last.
    expect(reportIn(cwd).stats.plans).toBeGreaterThanOrEqual(10);
    expect(reportIn(cwd).stats.plans).toBeLessThan(30);
    expect(tookMs).toBeLessThan(15_000);
  });

  it('--fail-fast ends with the first violation', async () => {
    const running = await checkThenAct.start();
    const { code, tookMs, cwd } = await retryproof(counted(running.url, '--fail-fast', '--time', '60s', '--json', 'r.json'), { withinMs: 30_000 }).finally(() => running.close());
    expect(code).toBe(1);
    expect(reportIn(cwd).verdicts.find(({ findings }) => findings.length > 0)?.id).toBe('single-effect');
    expect(tookMs).toBeLessThan(30_000);
  });
});

describe('plans', () => {
  it('--dry-run sends nothing, and the same seed prints the same plans', async () => {
    const { url, calls } = await behind(() => undefined);
    const dry = (seed: string) => retryproof(counted(url, '--dry-run', '--seed', seed, '--history', 'h'));
    const [one, same, other] = [await dry('5'), await dry('5'), await dry('6')];
    expect(one.out).toBe(same.out);
    expect(one.out).not.toBe(other.out);
    expect(one.out).toMatch(/10 plans; nothing was sent/);
    expect([one.code, calls.length, readdirSync(one.cwd)]).toEqual([0, 0, []]);
  });

  it('--seed gives the same plan at the same address', async () => {
    const plans = async (seed: string) => {
      const { cwd } = await retryproof(counted(await serve(correct()), ...QUICK, '--seed', seed, '--history', 'h'));
      return new Map(historiesIn(join(cwd, 'h')).filter(({ head }) => head.plan.address.index < CALIBRATION).map(({ head: { plan } }) => [JSON.stringify(plan.address), JSON.stringify(plan)]));
    };
    const [one, same] = [await plans('5'), await plans('5')];
    const shared = [...one.keys()].filter((address) => same.has(address));
    expect(shared.length).toBeGreaterThan(20);
    for (const address of shared) expect(same.get(address)).toBe(one.get(address));
  });
});
