import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { operationsOf } from '../../../src/model/index.js';
import { listen } from '../../zoo/base/http.js';
import { freePair, providerPortOf, ProviderShop } from '../../zoo/base/provider.js';
import { build, waitingRules } from '../../zoo/base/services.js';
import { correct, planted } from '../../zoo/index.js';
import { filesIn, soundness } from '../flags/door.js';
import { check, failures, historiesIn, reportIn, retryproof } from '../targets/cli.js';

const SHOP = `${process.execPath} ${resolve('test/e2e/sink/shop.mjs')}`;
const URL = 'http://localhost:{{port}}';

const withSink = (command: string, ...flags: string[]): string[] => check(URL, '--exec', command, '--sink', '0', '--runs', '150', '--json', 'r.json', ...(flags.includes('--time') ? [] : ['--time', '12s']), ...flags);

describe('--sink', { timeout: 60_000 }, () => {
  it.each([
    ['finds it in its environment', SHOP],
    ['finds it in its command', `unset SINK_URL; PAYMENTS_URL={{sink}} ${SHOP}`],
  ])('should raise nothing on a service that keeps its keys and %s', async (_how, command) => {
    const { code, text, cwd } = await retryproof(withSink(command, '--history', 'h'));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect([0, 4], text).toContain(code);
    expect(text).toMatch(/an ordinary operation calls the sink once, \d+ ms after it was sent/);
    const histories = historiesIn(join(cwd, 'h'));
    const acted = histories.flatMap(({ events }) => events.flatMap((event) => (event.type === 'downstream' && event.what === 'arrives' && event.act !== undefined ? [event.act.kind] : [])));
    expect(new Set(acted).size).toBe(5);
    // What is sent to a provider are credentials and cards: of a call nothing is kept but where it went.
    expect(filesIn(cwd).filter(([, written]) => written.includes('provider-secret-1'))).toEqual([]);
  });

  it('should find a payment that is made twice where an answer is lost, show how, and do it again', async () => {
    const server = planted.find(({ name }) => name === 'retried-without-key')!;
    const running = await server.start();
    const { code, text, cwd } = await retryproof(['check', ...server.flags(running.url), '--time', '6s', '--json', 'r.json', '--seed', '7']);
    expect(failures(reportIn(cwd)).join('\n'), text).toMatch(/^single-effect\/second-effect: 2 effects for one key: the effects probe counted POST \/charges twice/);
    expect(code).toBe(1);
    expect(text).toMatch(/downstream call 1 (failed|reset) after its effect/);
    expect(text).toMatch(/▸ call 1 applied .* ◂ call 1 (failed 500|reset) .* ▸ call 2 applied/);
    const [, file = ''] = /npx retryproof replay (\S+)/.exec(text) ?? [];
    expect(readFileSync(join(cwd, file), 'utf8')).toContain('"downstream":[{"kind":');
    const again = await retryproof(['replay', file], { cwd });
    expect(again.text).toMatch(/FAILED: single-effect was violated again in 20 of 20 runs/);
    await running.close();
    const port = providerPortOf(running.url);
    const repaired = await listen(build(waitingRules(), {}, new ProviderShop(port)), undefined, { port: port - 1 });
    onTestFinished(() => repaired.close());
    expect((await retryproof(['replay', file], { cwd })).text).toMatch(/FIXED/);
  });

  it('should say that the service never called it', async () => {
    const { code, text } = await retryproof(withSink(`unset SINK_URL; ${SHOP}`, '--time', '3s'));
    expect(text).toMatch(/the service never called the sink at http:\/\/127\.0\.0\.1:\d+.*point its downstream URL there/);
    expect(code, text).toBe(4);
  });

  it('should say that its calls carry no nonce', async () => {
    const { code, text } = await retryproof(withSink(`NAMELESS=1 ${SHOP}`, '--time', '3s'));
    expect(text).toMatch(/called the sink at \S+ \d+ times \(POST \/payments\), and never with the nonce of an operation.*passes on/);
    expect(code, text).toBe(4);
  });

  it('should go on with a warning where something else counts', async () => {
    const server = correct.find(({ name }) => name === 'conflict')!;
    const running = await server.start();
    onTestFinished(() => running.close());
    const { code, text } = await retryproof(['check', ...server.flags(running.url), '--sink', String(await freePair()), '--time', '12s', '--runs', '40']);
    expect(text).toMatch(/the service never called the sink at/);
    expect([0, 4], text).toContain(code);
  });

  it('should say that its port is taken, by the name of the flag', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { code, text } = await retryproof(check('http://127.0.0.1:1', '--sink', String(port)));
    expect(text).toMatch(new RegExp(`--sink 127\\.0\\.0\\.1:${port}: something listens there already`));
    expect(code, text).toBe(2);
  });

  it.each([
    [check('http://127.0.0.1:1', '--sink', '0'), /--sink 0 takes any port, and nobody could tell the service which/],
    [check(URL, '--exec', `PAYMENTS_URL={{sink}} ${SHOP}`), /--exec has \{\{sink\}\} in it, and there is no --sink/],
  ])('should refuse what cannot work', async (args, message) => {
    const { code, text } = await retryproof(args);
    expect(text).toMatch(message);
    expect(code, text).toBe(2);
  });

  it('should draw plans in which an attempt begins while the effect of another is being applied', async () => {
    const { cwd } = await retryproof(withSink(SHOP, '--history', 'h', '--seed', '3'));
    const held = historiesIn(join(cwd, 'h')).filter(({ head: { plan } }) => operationsOf(plan).some(({ attempts }) => attempts.some(({ start }) => start.kind === 'held')));
    expect(held.length).toBeGreaterThan(3);
    // Most of them are met in the act: between the arrival of a call and its end.
    const met = held.filter(({ head: { plan }, events }) =>
      operationsOf(plan).some(({ id, attempts }) => {
        const sent = attempts.filter(({ start }) => start.kind === 'held').map((attempt) => events.findIndex((event) => event.type === 'sent' && event.attempt === attempt.id));
        const arrives = events.findIndex((event) => event.type === 'downstream' && event.operation === id && event.what === 'arrives');
        const ends = events.findIndex((event) => event.type === 'downstream' && event.operation === id && event.what === 'ends' && event.call === (events[arrives] as { call?: number } | undefined)?.call);
        return arrives >= 0 && sent.some((at) => at > arrives && at < ends);
      }),
    );
    expect(met.length / held.length).toBeGreaterThan(0.5);
  });
});
