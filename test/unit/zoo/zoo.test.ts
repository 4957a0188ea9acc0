import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { correct, planted, zoo, type ZooServer } from '../../zoo/index.js';
import { Client, idOf, op, type Op, type Reply } from './client.js';
import { demos } from './demos.js';
import { TestProvider } from './provider.js';

const STYLES: Record<string, Client['style']> = {
  quoted: 'quoted',
  'status-lost': 'quoted',
  'no-fingerprint': 'quoted',
  'form-encoded': 'form',
  'marker-first': 'form',
  'stored-500-applied': 'form',
  'key-in-body': 'body-key',
};

/** What a first request gets where that is not 201. */
const FIRST: Record<string, number> = { 'always-200': 200, 'finishes-later': 202 };

/** Whose replays show what has become of the charge by then. */
const CURRENT = new Set(['current-state', 'finishes-later']);

/** How late effects show. */
const LATE_MS: Record<string, number> = { 'eventual-probe': 170, backlog: 900 };

async function using<T>(server: ZooServer, use: (client: Client) => Promise<T>): Promise<T> {
  const { url, close } = await server.start();
  const provider = server.provider === true ? await TestProvider.startFor(url) : undefined;
  try {
    return await use(new Client(url, STYLES[server.name], provider));
  } finally {
    await close();
    await provider?.close();
  }
}

function named(name: string): ZooServer {
  return zoo.find((server) => server.name === name)!;
}

/** Retries as a good client does, until a definite answer. */
async function settle(client: Client, one: Op): Promise<Reply> {
  for (let attempt = 0; attempt < 80; attempt += 1) {
    const reply = await client.post(one);
    const busy = reply.status === 409 && idOf(reply) === undefined;
    if (reply.status < 500 && reply.status !== 429 && !busy) return reply;
    await sleep(10);
  }
  throw new Error('never settled');
}

const keyedServers = correct.filter(({ name }) => !name.startsWith('natural'));
const replaying = keyedServers.filter(({ name }) => !['conflict-with-id', 'form-encoded'].includes(name));

describe('the list', () => {
  it('should have unique names in kebab-case', () => {
    expect(new Set(zoo.map(({ name }) => name)).size).toBe(zoo.length);
    for (const { name } of zoo) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('should name the property that is to catch each planted bug, and a demonstration', () => {
    expect(planted.filter(({ intended }) => !intended)).toEqual([]);
    expect(correct.filter(({ intended }) => intended)).toEqual([]);
    expect(Object.keys(demos).toSorted()).toEqual(planted.map(({ name }) => name).toSorted());
  });

  it('should give flags that start with the URL', () => {
    const url = 'http://127.0.0.1:1';
    for (const { flags } of zoo) expect(flags(url)[0]).toMatch(/^http:\/\/127\.0\.0\.1:1\//);
  });
});

describe('correct servers', () => {
  it.each(replaying.map((server) => [server.name, server] as const))('should replay on %s', (_name, server) =>
    using(server, async (client) => {
      const one = op();
      const first = await settle(client, one);
      const again = await client.post(one);
      expect(first.status).toBe(FIRST[server.name] ?? 201);
      expect([200, first.status]).toContain(again.status);
      expect(idOf(again)).toBe(idOf(first));
      for (const name of ['location', 'content-type']) expect(again.headers.get(name)).toBe(first.headers.get(name));
      expect(CURRENT.has(server.name) || again.text === first.text).toBe(true);
    }),
  );

  it.each(keyedServers.map((server) => [server.name, server] as const))(
    'should have one effect on %s whatever overlaps, resets and half-sent bodies do',
    (_name, server) =>
      using(server, async (client) => {
        const ops = Array.from({ length: 12 }, () => op());
        const answers = await Promise.all(
          ops.map(async (one, index) => {
            await Promise.all([
              client.drop(one, index % 6),
              client.drop(one, 2, true),
              client.post(one),
              sleep(index % 5).then(() => client.post(one)),
            ]);
            return settle(client, one).catch(() => undefined);
          }),
        );
        await sleep(LATE_MS[server.name] ?? 0);
        // A failure that form-encoded has stored stays one; all others succeed.
        const made = ops.map((_, index) => Number(server.name !== 'form-encoded' || answers[index]?.status === 201));
        expect(await Promise.all(ops.map((one) => client.count(one)))).toEqual(made);
        const halves = [op(), op()];
        await Promise.all(halves.map((one) => client.drop(one, 2, true)));
        await sleep(10);
        expect(await Promise.all(halves.map((one) => client.count(one)))).toEqual([0, 0]);
      }),
  );

  it('should answer 409 with the id on conflict-with-id once the first has ended', () =>
    using(named('conflict-with-id'), async (client) => {
      const one = op();
      const [first, again] = [await client.post(one), await client.post(one)];
      expect([first.status, again.status]).toEqual([201, 409]);
      expect(idOf(again)).toBe(idOf(first));
    }));

  it('should store a 500 on form-encoded, which then has no effect', () =>
    using(named('form-encoded'), async (client) => {
      const ops = Array.from({ length: 10 }, () => op());
      const failed: Op[] = [];
      for (const one of ops) if ((await client.post(one)).status === 500) failed.push(one);
      expect(failed).toHaveLength(1);
      expect((await client.post(failed[0]!)).status).toBe(500);
      expect(await client.count(failed[0]!)).toBe(0);
    }));

  it('should shed load on sheds-load and limit on rate-limited, with Retry-After', async () => {
    for (const [name, status] of [['sheds-load', 503], ['rate-limited', 429]] as const) {
      await using(named(name), async (client) => {
        const text = await client.pipeline(...Array.from({ length: 300 }, () => op()));
        expect(text).toContain(`HTTP/1.1 ${status} `);
        expect(text).toContain('retry-after: 1');
      });
    }
  });

  it.each(['natural', 'natural-delete', 'natural-made', 'natural-reused-ids'])('should end in the same state after once and twice on %s', (name) =>
    using(named(name), async (client) => {
      const put = () => client.request('/things/a', 'PUT', {}, '{"amount":5}');
      expect([(await put()).status, (await put()).status]).toEqual([201, 200]);
      expect((await client.request('/things/a', 'GET')).text).toBe('{"id":"a","amount":5}');
      const remove = () => client.request('/things/a', 'DELETE');
      expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
      expect((await client.request('/things/a', 'GET')).status).toBe(404);
    }),
  );
});

describe('planted bugs', () => {
  const rows = planted.map((server) => [server.name, server] as const);

  // The windows are real and a few ms wide, so a busy machine may miss some: hence five more tries.
  it.each(rows)('should show its bug: %s', { retry: 5 }, (name, server) =>
    expect(using(server, demos[name]!.shows)).resolves.toBe(true));

  // The same schedule on the server that it derives from shows nothing, so it is the bug that was seen.
  it.each(rows)('should show nothing on the correct relative of %s', (name) =>
    expect(using(named(demos[name]!.relative), demos[name]!.shows)).resolves.toBe(false));
});
