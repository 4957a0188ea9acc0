import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { check, replay } from '../../../src/check/index.js';
import type { HistoryEvent } from '../../../src/model/index.js';
import { HISTORY } from '../../unit/report/literal.js';
import { soundness } from '../flags/door.js';
import { BODY, counted, EFFECTS, historiesIn, reportIn, retryproof } from '../targets/cli.js';
import { atEnd, sideBySide } from '../targets/ending.js';

const SERVICE = `${process.execPath} ${resolve('test/e2e/outages/service.mjs')}`;
const OPEN_PORT = 'http://localhost:{{port}}';

/** A store that answers each line with one. */
async function store(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => socket.write(data.toString().replaceAll('PING', 'PONG')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const begun = (events: readonly HistoryEvent[]): boolean => events.some((event) => event.type === 'disruption' && event.begins?.kind === 'outage');

describe('--tap', { timeout: 60_000 }, () => {
  it.concurrent.for(['STORE={{tap cache}}', 'STORE=$TAP_CACHE', 'STORE=127.0.0.1:$TAP_CACHE_PORT'])('tells a service that it starts where its store is, by %s, and takes that away', sideBySide(async (told) => {
    const { text, cwd } = await retryproof(counted(OPEN_PORT, '--exec', `export ${told}; ${SERVICE}`, '--tap', `cache=${await store()}`, '--time', '20s', '--runs', '80', '--json', 'r.json', '--history', 'all'), { withinMs: 40_000 });
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect(text).not.toContain('nothing went through');
    expect(historiesIn(join(cwd, 'all')).filter(({ events }) => begun(events)).length).toBeGreaterThan(0);
  }));

  it('says so where nothing goes through it', async () => {
    const port = await store();
    const { text, cwd } = await retryproof(counted(OPEN_PORT, '--exec', `STORE=127.0.0.1:${port} ${SERVICE}`, '--tap', `cache=${port}`, '--time', '6s', '--runs', '80', '--json', 'r.json', '--history', 'all'), { withinMs: 40_000 });
    expect(text).toMatch(/nothing went through the tap cache, so that no outage of it was tested: point the service at 127\.0\.0\.1:\d+/);
    expect(historiesIn(join(cwd, 'all')).filter(({ events }) => begun(events))).toEqual([]);
  });

  it('leaves no port open when it is over', async () => {
    const port = await store();
    const notes: string[] = [];
    await check({ url: `${OPEN_PORT}/charges`, exec: `STORE=127.0.0.1:${port} ${SERVICE}`, taps: [`cache=${port}`], bodies: [BODY], effects: [EFFECTS], timeMs: 4_000, runs: 20 }, { onNote: ({ text }) => notes.push(text) });
    const tapped = Number(/127\.0\.0\.1:(\d+)/.exec(notes.join())?.[1]);
    const socket = connect(tapped, '127.0.0.1');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it.concurrent.for([
    ['fragile', /stopped answering in mid-run, after \d+ plans \(the process ended with exit code 1\)/],
    ['sulking', /ordinary requests were not served any more once cache was back/],
  ] as const)('tells of a service that is %s', sideBySide(async ([mode, words]) => {
    const { code, text } = await retryproof(counted(OPEN_PORT, '--exec', `MODE=${mode} STORE={{tap cache}} ${SERVICE}`, '--tap', `cache=${await store()}`, '--time', '12s'), { withinMs: 50_000 });
    expect(text).toMatch(words);
    expect(code, text).toBe(3);
  }));

  it('says which flag leads to a store that is not there', async () => {
    const { code, text } = await retryproof(counted(OPEN_PORT, '--exec', `STORE={{tap cache}} ${SERVICE}`, '--tap', 'cache=1'));
    expect(text).toContain('nothing accepts connections at 127.0.0.1:1, where --tap cache leads');
    expect(code, text).toBe(3);
  });

  it('refuses a store on another machine', async () => {
    const { code, text } = await retryproof(counted('http://localhost:1', '--tap', 'db=db.example.com:5432@15432'));
    expect(text).toContain('db.example.com, where a tap leads, is not this machine');
    expect(code, text).toBe(5);
  });

  it('is asked for before a saved outage is replayed, since all would seem well without it', async () => {
    const disruption = { kind: 'outage', of: 'redis', durations: 2, id: 'd0', start: { kind: 'begin', durations: 0 } } as const;
    const { head, events } = HISTORY;
    const saved = { history: { head: { ...head, plan: { ...head.plan, disruptions: [disruption] } }, events }, property: 'single-effect', cause: 'second-effect' };
    await expect(replay(saved, { url: 'http://127.0.0.1:9/charges', bodies: [BODY] })).rejects.toThrow('the saved plan has an outage of redis, and there is no such tap');
  });
});
