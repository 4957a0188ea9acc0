import { createServer } from 'node:http';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchAdapter, nodeAdapter } from '../../adapters/index.js';
import type { Adapter, Session, TimedFault } from '../../src/model/index.js';
import { brief, get, options, post, textOf, until } from './servers.js';

interface Charge {
  readonly amount: number;
  readonly reference: string;
  /** How many must be under way before any is answered. */
  readonly together: number;
}

/** What all services here are about: charges are kept, none is made only once. */
class Ledger {
  readonly charges: Charge[] = [];
  readonly #waiting: (() => void)[] = [];

  async charge(charge: Charge): Promise<Charge> {
    if (charge.amount < 0) throw new Error('secret: a bug');
    this.charges.push(charge);
    await new Promise<void>((resolve) => {
      if (this.#waiting.push(resolve) >= charge.together) for (const go of this.#waiting.splice(0)) go();
    });
    return charge;
  }

  of(reference: unknown): readonly Charge[] {
    return this.charges.filter((charge) => charge.reference === reference);
  }
}

/** The same service, as each framework's users write it. */
const SERVICES: readonly (readonly [name: string, service: (ledger: Ledger) => Adapter])[] = [
  ['Express', (ledger) => {
    const app = express();
    app.set('env', 'test');
    app.use(express.json());
    // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes what they reject with
    app.post('/charges', async (request, response) => {
      response.status(201).json(await ledger.charge(request.body as Charge));
    });
    app.get('/charges', (request, response) => {
      response.json(ledger.of(request.query['reference']));
    });
    return nodeAdapter(app);
  }],
  ['Koa', (ledger) => {
    const app = new Koa();
    app.silent = true;
    app.use(async (context) => {
      if (context.method === 'GET') {
        context.body = ledger.of(context.query['reference']);
        return;
      }
      let text = '';
      for await (const chunk of context.req) text += String(chunk);
      const charge = await ledger.charge(JSON.parse(text) as Charge);
      context.status = 201;
      context.body = charge;
    });
    return nodeAdapter(app.callback());
  }],
  ['Fastify, its server', (ledger) => nodeAdapter(async () => {
    const app = fastify(ledger);
    await app.ready();
    return app.server;
  })],
  ['Fastify, its routing', (ledger) => nodeAdapter(async () => {
    const app = fastify(ledger);
    await app.ready();
    return createServer((request, response) => app.routing(request, response));
  })],
  ['Hono', (ledger) => {
    const app = new Hono();
    app.post('/charges', async (context) => context.json(await ledger.charge(await context.req.json<Charge>()), 201));
    app.get('/charges', (context) => context.json(ledger.of(context.req.query('reference'))));
    app.onError((_, context) => context.text('Internal Server Error', 500));
    return fetchAdapter(app.fetch);
  }],
];

function fastify(ledger: Ledger) {
  const app = Fastify();
  app.post('/charges', async (request, reply) => {
    void reply.status(201);
    return ledger.charge(request.body as Charge);
  });
  app.get<{ Querystring: { reference: string } }>('/charges', (request, reply) => void reply.send(ledger.of(request.query.reference)));
  onTestFinished(() => app.close());
  return app;
}

interface Opened {
  readonly ledger: Ledger;
  readonly session: Session;
  /** How many charges the service itself says that there are. */
  count(reference: string): Promise<number>;
}

async function open(service: (ledger: Ledger) => Adapter): Promise<Opened> {
  const ledger = new Ledger();
  const session = await service(ledger).open();
  onTestFinished(() => session.close?.());
  const count = async (reference: string): Promise<number> => {
    const list = await session.send(get(`/charges?reference=${reference}`), options());
    return (JSON.parse(textOf(list)) as unknown[]).length;
  };
  return { ledger, session, count };
}

const charge = (reference: string, together = 1) => post(JSON.stringify({ amount: 7, reference, together }));

const FAULTS: readonly (readonly [TimedFault, effects: number, ending: string])[] = [
  [{ kind: 'request-lost' }, 0, 'fail fault'],
  [{ kind: 'close', at: 'mid-body' }, 0, 'info fault'],
  [{ kind: 'reset', at: 'mid-body' }, 0, 'info fault'],
  [{ kind: 'body-stalled', ending: 'cut', stallMs: 20 }, 0, 'info fault'],
  [{ kind: 'body-stalled', ending: 'finish', stallMs: 20 }, 1, 'ok 201'],
  [{ kind: 'close', at: 'first-byte' }, 1, 'info fault'],
  [{ kind: 'reset', at: 'first-byte' }, 1, 'info fault'],
  [{ kind: 'close', at: 'mid-response' }, 1, 'info fault'],
  [{ kind: 'response-cut' }, 1, 'info fault'],
  [{ kind: 'doubled' }, 2, 'ok 201'],
];

describe.each(SERVICES)('%s', (_, service) => {
  it('should be asked and counted as over any network', async () => {
    const { session, count } = await open(service);
    const completion = await session.send(charge('a'), options());
    expect(brief(completion)).toBe('ok 201');
    expect(JSON.parse(textOf(completion))).toEqual({ amount: 7, reference: 'a', together: 1 });
    expect(await count('a')).toBe(1);
    expect(await count('b')).toBe(0);
  });

  it.each(['pooled', 'raw-body', 'raw-headers'] as const)('should be raced in the lane %s', async (lane) => {
    const { session, count } = await open(service);
    const shots = Array.from({ length: 30 }, () => ({ request: charge('a', 30), options: options() }));
    // None is answered before all are under way.
    expect((await Promise.all(session.racing?.race(shots, lane) ?? [])).map(brief)).toEqual(Array(30).fill('ok 201'));
    expect(await count('a')).toBe(30);
  });

  it.each(FAULTS)('should suffer %j and be left with %i', async (fault, effects, ending) => {
    const { session, ledger, count } = await open(service);
    expect(brief(await session.send(charge('a'), options({ fault })))).toBe(ending);
    await until(() => ledger.charges.length === effects);
    // A later request is answered after whatever was still under way has arrived.
    expect(brief(await session.send(charge('b'), options()))).toBe('ok 201');
    expect(await count('a')).toBe(effects);
  });

  it('should answer 500 where it has a bug', async () => {
    const { session } = await open(service);
    const completion = await session.send(post('{"amount":-1,"reference":"a","together":1}'), options());
    expect(brief(completion)).toBe('ok 500');
  });

  it('should be closed while it hangs', async () => {
    const { session, ledger } = await open(service);
    const attempt = session.send(charge('a', 9), options());
    await until(() => ledger.charges.length === 1);
    await session.close?.();
    expect(brief(await attempt)).toBe('info interrupted');
  });
});
