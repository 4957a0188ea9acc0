// Over 200 lines: one table of everything that an adapter can promise and break.
import { describe, expect, it, onTestFinished } from 'vitest';
import { AdapterError, defineAdapter } from '../../adapters/index.js';
import type { Completion, Session, WireEvent } from '../../src/model/index.js';
import { brief, options, pause, post } from './servers.js';

const OK: Completion = { outcome: 'ok', response: { status: 200, headers: [], body: new Uint8Array() } };

async function open(session: Partial<Session>): Promise<Session> {
  const opened = await defineAdapter({ name: 'queue', open: async () => ({ send: async () => OK, ...session }) }).open();
  onTestFinished(() => opened.close?.());
  return opened;
}

/** What is told of an adapter, of its session or of a completion that is not right. */
function adapterMessage(adapter: unknown): string {
  try {
    defineAdapter(adapter as never);
    return 'valid';
  } catch (error) {
    return (error as AdapterError).message;
  }
}

const messageOf = (attempt: Promise<unknown>): Promise<string> => attempt.then(() => 'valid', (error: AdapterError) => error.message);

describe('defineAdapter: adapters', () => {
  it('should list everything that is wrong with an adapter at once', () => {
    expect(adapterMessage({ name: '', opens: 1, close() {} })).toBe(
      [
        'The adapter is not valid:',
        '  name: "" is not right; reports show it, so it is a text that is not empty',
        '  open: is missing; it is a function that returns a promise of a session',
        '  opens: unknown member; known are name, open',
        '  close: unknown member; known are name, open',
      ].join('\n'),
    );
  });

  it.each<[unknown, string]>([
    [undefined, '(the whole): undefined is no adapter: { name, open }'],
    [() => {}, '(the whole): a function is no adapter: { name, open }'],
    [{ name: 7, open: 'later' }, 'name: 7 is not right'],
    [{ name: 'a', open: 'later' }, 'open: "later" is not right; it is a function'],
  ])('should refuse %j', (adapter, message) => {
    expect(adapterMessage(adapter)).toContain(message);
    expect(() => defineAdapter(adapter as never)).toThrow(AdapterError);
  });

  it('should take the adapters of the kit, and instances of classes with members of their own', async () => {
    class Queue {
      readonly name = 'queue';
      readonly url = 'amqp://localhost';
      open(): Promise<Session> {
        return Promise.resolve(new Channel(this.url));
      }
    }
    class Channel implements Session {
      closed = false;
      constructor(readonly url: string) {}
      get instances(): readonly string[] {
        return [this.url];
      }
      send(): Promise<Completion> {
        return Promise.resolve({ outcome: 'info', reason: 'other', detail: `${this.url} ${this.closed}` });
      }
      close(): Promise<void> {
        this.closed = true;
        return Promise.resolve();
      }
    }
    const session = await defineAdapter(new Queue()).open();
    expect(session.instances).toEqual(['amqp://localhost']);
    expect(await session.send(post(), options())).toMatchObject({ detail: 'amqp://localhost false' });
    await session.close?.();
  });
});

describe('defineAdapter: sessions', () => {
  it('should list everything that is wrong with a session at once', async () => {
    const session = { send: 1, fault: [], faults: ['close', 'tear'], framings: 'split', racing: { lanes: ['fast'] }, processControl: {}, instances: [''], close: 'yes' };
    expect(await messageOf(open(session as never))).toBe(
      [
        'The session of the adapter "queue" is not valid:',
        '  send: 1 is not right; it is a function (request, options) that returns a promise of a completion',
        '  faults[1]: "tear" is no fault; known are request-lost, response-withheld, close, reset, body-stalled, response-cut, doubled',
        '  framings: "split" is no list',
        '  racing.lanes[0]: "fast" is no lane; known are pooled, raw-headers, raw-body, pipelined, h2, h2-data',
        '  racing.race: is missing; it is a function (volley, lane) that returns a list of promises',
        '  processControl.control: is missing; it is a function (action, instance)',
        '  instances[0]: "" is no origin, such as "http://127.0.0.1:3000"',
        '  close: "yes" is not right; it is a function that returns a promise',
        '  fault: unknown member; known are send, faults, framings, racing, processControl, taps, advanceClock, instances, close',
      ].join('\n'),
    );
  });

  it.each<[unknown, string]>([
    [undefined, '(the whole): open came to undefined, which is no session: { send, … }'],
    [{}, 'send: is missing'],
    [{ send() {}, racing: [] }, 'racing.lanes: is missing'],
    [{ send() {}, racing: 'h2' }, 'racing: "h2" is no object'],
    [{ send() {}, instances: [] }, 'instances: [] is no list of origins, one per instance'],
  ])('should refuse %j', async (session, message) => {
    const adapter = defineAdapter({ name: 'queue', open: async () => session as Session });
    expect(await messageOf(adapter.open())).toContain(message);
    await expect(adapter.open()).rejects.toThrow(AdapterError);
  });

  it('should have what it was given, and nothing else', async () => {
    expect(Object.keys(await open({}))).toEqual(['send', 'close']);
    const actions: string[] = [];
    const control = async (action: string, instance: number): Promise<void> => void actions.push(`${action} ${instance}`);
    const session = await open({ faults: ['doubled'], framings: ['split'], instances: ['a', 'b'], racing: { lanes: ['h2'], race: () => [] }, processControl: { control } });
    expect(session).toMatchObject({ faults: ['doubled'], framings: ['split'], instances: ['a', 'b'], racing: { lanes: ['h2'] } });
    await session.processControl?.control('kill', 1);
    expect(actions).toEqual(['kill 1']);
  });
});

describe('defineAdapter: completions', () => {
  it.each<[unknown, readonly string[]]>([
    [undefined, ["(the whole): undefined is no completion: { outcome: 'ok', response } or { outcome: 'fail' or 'info', reason, detail }"]],
    [{ outcome: 'done' }, ['outcome: "done" is no outcome; it is ok (a complete response), fail (certainly not applied) or info (it may have been applied)']],
    [{ outcome: 'ok' }, ['response: undefined is no response: { status, headers, body }']],
    [{ outcome: 'ok', response: { status: '201', headers: {}, body: 'text' } }, [
      'response.status: "201" is no status; it is a whole number from 200 to 599',
      'response.headers: {} is no list of pairs; of an object it is Object.entries(headers)',
      'response.body: "text" is no Uint8Array; of a text it is Buffer.from(text)',
    ]],
    [{ outcome: 'ok', response: { status: 103, headers: [['Location', '/1'], ['a'], ['b', 1], 'c'], body: new Uint8Array() } }, [
      'response.status: 103 is no status; it is a whole number from 200 to 599',
      'response.headers[0]: the name Location is not in lower case',
      'response.headers[1]: ["a"] is no pair of texts: [name, value]',
      'response.headers[2]: ["b",1] is no pair of texts: [name, value]',
      'response.headers[3]: "c" is no pair of texts: [name, value]',
    ]],
    [{ outcome: 'info', reason: 'because' }, [
      'reason: "because" is no reason; known are refused, unresolved, unreachable, tls, timeout, closed, reset, fault, garbage, too-large, wrong-protocol, interrupted, other',
      'detail: undefined is no text; it says what happened, for people',
    ]],
  ])('should tell all that is wrong with %j', async (completion, breaches) => {
    const session = await open({ send: async () => completion as Completion, racing: { lanes: ['h2'], race: (volley) => volley.map(async () => completion as Completion) } });
    const expected = ['The adapter "queue" ended an attempt with what is no completion:', ...breaches.map((each) => `  ${each}`)].join('\n');
    expect(await messageOf(session.send(post(), options()))).toBe(expected);
    const [raced] = session.racing?.race([{ request: post(), options: options() }], 'h2') ?? [];
    expect(await messageOf(raced as Promise<Completion>)).toBe(expected);
  });

  it.each<[string, Session['send']]>([
    ['rejects', () => Promise.reject(new TypeError('no queue'))],
    ['throws', () => { throw new TypeError('no queue'); }],
  ])('should take an attempt for one that may have been applied where send %s', async (_, send) => {
    const session = await open({ send });
    expect(await session.send(post(), options())).toEqual({ outcome: 'info', reason: 'other', detail: 'the attempt failed (TypeError: no queue)' });
  });

  it('should take every attempt of a race for one that may have been applied where the race throws', async () => {
    const session = await open({ racing: { lanes: ['h2'], race: () => { throw new Error('no race'); } } });
    const shots = [1, 2].map(() => ({ request: post(), options: options() }));
    expect((await Promise.all(session.racing?.race(shots, 'h2') ?? [])).map(brief)).toEqual(['info other', 'info other']);
  });

  it('should miss a promise of a race', async () => {
    const session = await open({ racing: { lanes: ['h2'], race: () => [Promise.resolve(OK)] } });
    const [one, two] = session.racing?.race([1, 2].map(() => ({ request: post(), options: options() })), 'h2') ?? [];
    expect(await one).toEqual(OK);
    expect(await messageOf(two as Promise<Completion>)).toContain('(the whole): undefined is no completion');
  });
});

describe('defineAdapter: attempts', () => {
  it('should abort the signal of what is no longer waited for, and of nothing else', async () => {
    const signals: AbortSignal[] = [];
    const session = await open({ send: (_, { signal }) => new Promise((resolve) => {
      signals.push(signal as AbortSignal);
      if (signals.length === 1) resolve(OK);
    }) });
    expect(await session.send(post(), options())).toEqual(OK);
    expect(brief(await session.send(post(), options({ timeoutMs: 20 })))).toBe('info timeout');
    const stop = new AbortController();
    const stopped = session.send(post(), options({ signal: stop.signal }));
    const closed = session.send(post(), options());
    stop.abort();
    expect(brief(await stopped)).toBe('info interrupted');
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true, false]);
    await session.close?.();
    expect(brief(await closed)).toBe('info interrupted');
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true, true]);
  });

  it('should tell what happened once, and nothing after the end', async () => {
    let late = (_: WireEvent): void => {};
    const session = await open({ send: async (_, { notify }) => {
      late = notify;
      for (const event of ['sent', 'sent', 'first-byte', 'first-byte', 'fault'] as const) notify(event);
      return OK;
    } });
    const sending = options();
    await session.send(post(), sending);
    for (const event of ['sent', 'first-byte', 'fault'] as const) late(event);
    expect(sending.events).toEqual(['sent', 'first-byte', 'fault']);
  });

  it('should not send what it cannot do', async () => {
    let sent = 0;
    const session = await open({ faults: ['doubled'], send: async () => ((sent += 1), OK) });
    const refused = [
      session.send(post('{}', { instance: 1 }), options()),
      session.send(post('{}', { headers: [['Idempotency-Key', 'a\nb']] }), options()),
      session.send(post(), options({ fault: { kind: 'reset', at: 'flush' } })),
      session.send(post(), options({ framing: 'split' })),
    ];
    expect(await Promise.all(refused)).toMatchObject([
      { outcome: 'fail', detail: 'there is no instance 1' },
      { outcome: 'fail', detail: 'the header Idempotency-Key has a value that no header can have' },
      { outcome: 'fail', detail: 'the adapter cannot do the fault reset' },
      { outcome: 'fail', detail: 'the adapter cannot do the framing split' },
    ]);
    expect(sent).toBe(0);
    expect(await Promise.all([session.send(post(), options({ fault: { kind: 'doubled' } })), session.send(post(), options({ fault: { kind: 'response-withheld' } }))])).toEqual([OK, OK]);
    expect(sent).toBe(2);
  });

  it('should release what was opened once, however often it is closed', async () => {
    let released = 0;
    const session = await open({ close: async () => { await pause(10); released += 1; } });
    await Promise.all([session.close?.(), session.close?.()]);
    await session.close?.();
    expect(released).toBe(1);
  });

  it('should forget a completion that comes too late, right or wrong', async () => {
    let finish = (_: unknown): void => {};
    const session = await open({ send: () => new Promise((resolve) => (finish = resolve as never)) });
    expect(brief(await session.send(post(), options({ timeoutMs: 20 })))).toBe('info timeout');
    finish('garbage');
    const next = session.send(post(), options());
    finish(OK);
    expect(await next).toEqual(OK);
  });
});
