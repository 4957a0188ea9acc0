import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/index.js';
import { jsonEqual, parseJson } from '../../../src/model/index.js';
import { createMasker, renderJson, renderJunit, renderTerminal, writeHistory } from '../../../src/report/index.js';
import { CONTRACT, HISTORY, RESULT, answer } from './literal.js';

const masker = () => createMasker({ salt: 'salt', plain: ['Idempotency-Key'] });
const TAG = /^<masked:[\w-]+:[0-9a-f]{12}>$/;

describe('headers', () => {
  const value = (name: string, text: string) => masker().headers([[name, text]])[0]?.[1];

  it.each(['Authorization', 'Proxy-Authorization', 'X-Api-Key', 'x-auth-token', 'X-Client-Secret'])('should mask %s', (name) => {
    expect(value(name, 'hunter2-hunter2')).toMatch(TAG);
  });

  it.each(['Idempotency-Key', 'Content-Type', 'X-Idempotency-Token', 'Accept', 'X-Request-Id', 'ETag'])('should leave %s', (name) => {
    expect(value(name, 'hunter2-hunter2')).toBe('hunter2-hunter2');
  });

  it('should keep the scheme of a credential and the spelling out of the tag', () => {
    expect(value('authorization', 'Bearer hunter2')).toMatch(/^Bearer <masked:Authorization:/);
    expect(value('authorization', 'Bearer hunter2')).toBe(value('AUTHORIZATION', 'Bearer hunter2'));
    expect(value('Authorization', 'Bearer hunter2')).not.toBe(value('Authorization', 'Bearer hunter3'));
  });

  it('should keep names and attributes of cookies', () => {
    expect(value('Set-Cookie', 'sid=abc; Path=/; HttpOnly')).toMatch(/^sid=<masked:Set-Cookie:[0-9a-f]+>; Path=\/; HttpOnly$/);
    expect(value('Cookie', 'sid=abc; theme=dark')).toMatch(/^sid=<masked:Cookie:\w+>; theme=<masked:Cookie:\w+>$/);
  });

  it('should mask what a principal sends, whatever it is called', () => {
    expect(createMasker({ salt: 's', secretHeaders: ['X-Customer'] }).headers([['x-customer', 'alice']])[0]?.[1]).toMatch(TAG);
  });
});

describe('bodies', () => {
  const json = (text: string) => masker().body(text, 'application/json') as string;

  it('should mask secret members at any depth and leave every other byte', () => {
    expect(json('{ "a" : [ {"password":"p\\"w"} ], "amount":1.50, "note":"token" }')).toMatch(/^\{ "a" : \[ \{"password":"<masked:password:\w+>"\} \], "amount":1\.50, "note":"token" \}$/);
  });

  it('should know cards by what is above them', () => {
    expect(json('{"card":{"number":"4242","exp":"1/30"},"number":7}')).toMatch(/^\{"card":\{"number":"<masked:number:\w+>","exp":"1\/30"\},"number":7\}$/);
    expect(masker().body('card[number]=4242&card[exp]=1&amount=5', 'application/x-www-form-urlencoded')).toMatch(/^card\[number\]=%3Cmasked%3Anumber%3A\w+%3E&card\[exp\]=1&amount=5$/);
  });

  it('should give strings, and equal tags for equal values however they are spelled', () => {
    const [a, b] = [json('{"secret":{"x":1,"y":2}}'), json('{"secret": {"y":2, "x":1}}')].map((text) => parseJson(text) as { secret: Json });
    expect(a?.secret).toMatch(TAG);
    expect(a).toEqual(b);
  });

  it('should leave null and booleans, empty values and text that is neither JSON nor a form', () => {
    expect(json('{"password":null,"token":false,"secret":""}')).toBe('{"password":null,"token":false,"secret":""}');
    expect(masker().body('<password>x</password>', 'text/xml')).toBe('<password>x</password>');
  });

  it('should mask queries', () => {
    expect(masker().path('/charges?api_key=abcdefgh&reference=1')).toMatch(/^\/charges\?api_key=%3Cmasked[^&]+&reference=1$/);
  });

  const member = fc.constantFrom('password', 'token', 'id', 'amount', 'card', 'number', 'reference');
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, fc.constantFrom<Json>('x', '1', 1, 2, null, true), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(member, tie('tree'), { maxKeys: 3 })),
  }));

  it('should keep equal what is equal, unequal what is unequal, and JSON what is JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(member, tree), fc.dictionary(member, tree), (a, b) => {
        const one = masker();
        const [left, right] = [a, b].map((each) => parseJson(one.body(JSON.stringify(each), 'application/json') as string));
        expect(left).toBeDefined();
        expect(jsonEqual(left, right)).toBe(jsonEqual(a, b));
      }),
    );
  });
});

describe('histories', () => {
  it('should hold no secret once masked, and their keys and nonces still', () => {
    const text = writeHistory(masker().history(HISTORY));
    expect(text).not.toMatch(/hunter2|4242424242424242|cs_0123456789/);
    expect(text).toContain('"Idempotency-Key","k-s4lt-0"');
    expect(text).toContain('n-s4lt-0');
  });

  it('should be the same when masked twice', () => {
    const once = masker().history(HISTORY);
    expect(masker().history(once)).toEqual(once);
  });

  it('should not mask a nonce or what the contract reads, wherever they stand', () => {
    const head = { ...HISTORY.head, contract: { ...CONTRACT, resourceId: ['/token'] } };
    const [, event] = masker().history({ head, events: [HISTORY.events[0]!, answer('a0', 9, 201, { token: 'tok_1', secret: 'n-s4lt-0', pwd: 'x' })] }).events;
    expect(event).toMatchObject({ response: { body: expect.stringMatching(/^\{"token":"tok_1","secret":"n-s4lt-0","pwd":"<masked:pwd:\w+>"\}$/) as string } });
  });

  it('should find in sentences what was masked in messages', () => {
    const [first, ...rest] = RESULT.verdicts;
    const finding = first!.findings[0]!;
    const leaky = { ...finding, violation: { ...finding.violation, sentence: 'a1 said cs_0123456789.' } };
    const result = masker().result({ ...RESULT, verdicts: [{ ...first!, findings: [leaky] }, ...rest] });
    expect(result.verdicts[0]?.findings[0]?.violation.sentence).toMatch(/^a1 said <masked:client_secret:\w+>\.$/);
  });

  it('should mask captured secrets by their name or where they are from, and where they are repeated', () => {
    const events = [
      answer('setup0.0', 1, 201, { access_token: 'tok_0123456789', id: 'cus_1' }),
      { type: 'capture' as const, atMs: 2, operation: 0, control: 0, values: { session: 'tok_0123456789', api_token: 'abcdefghij', customer: 'cus_1', deep: { password: 'p' } } },
      answer('a0', 3, 400, { message: 'tok_0123456789 is spent', session: 'tok_0123456789' }),
    ];
    const text = writeHistory(createMasker({ salt: 's', secretCaptures: ['session'] }).history({ head: HISTORY.head, events }));
    expect(text).not.toMatch(/tok_0123456789|abcdefghij|"p"/);
    expect(text).toContain('"customer":"cus_1"');
    expect(createMasker({ salt: 's' }).history({ head: HISTORY.head, events: [events[1]!] }).events[0]).toMatchObject({ values: { session: 'tok_0123456789', api_token: expect.stringMatching(TAG) as string } });
  });

  it('should differ from run to run', () => {
    const tag = (salt: string) => createMasker({ salt }).headers([['Authorization', 'x']])[0]?.[1];
    expect(tag('a')).not.toBe(tag('b'));
  });
});

describe('seeds', () => {
  const KEY = 'sk_live_0123456789';
  const seeded = () =>
    createMasker({
      salt: 's',
      secretHeaders: ['X-User'],
      seeds: {
        headers: [['Authorization', 'Bearer tok_abcdefgh'], ['X-User', 'alice-0123'], ['Proxy-Authorization', `Basic ${Buffer.from('admin:hunter22').toString('base64')}`]],
        requests: [`GET /c?reference={{nonce}}&api_key=${KEY}`, 'POST /login?r={{nonce}} {"password":"s3cr3t-body"}', 'POST /login user=a&password=s3cr3t-form', '{"client_secret":"s3cr3t-json"}'],
        values: [['proxy', 's3cr3t-proxy']],
      },
    });
  const ALL = [KEY, 'tok_abcdefgh', 'alice-0123', 'hunter22', 's3cr3t-body', 's3cr3t-form', 's3cr3t-json', 's3cr3t-proxy'];

  it.each(ALL)('should know %s in every text from the start, and in bodies that repeat it', (secret) => {
    const one = seeded();
    expect(one.text(`it said ${secret}.`)).toMatch(/^it said <masked:[\w-]+:\w+>\.$/);
    expect(one.body(`{ "${secret}": 1, "error":"no ${secret}" }`, 'application/json')).toMatch(/^\{ "[^<]+": 1, "error":"no <masked:[\w-]+:\w+>" \}$/);
    expect(one.body(`no ${secret}`, 'text/plain')).not.toContain(secret);
    expect(one.path(`/x/${secret}?q=${encodeURIComponent(secret)}`)).not.toContain(secret);
    expect(one.headers([['WWW-Authenticate', `realm ${secret}`]])[0]?.[1]).not.toContain(secret);
    const masked = one.body(`{"error":"${secret}"}`, 'application/json');
    expect(one.body(masked, 'application/json')).toBe(masked);
  });

  it('should mask everything that a result says', () => {
    const [first, second, ...rest] = RESULT.verdicts;
    const said = `the probe GET /c?api_key=${KEY} failed`;
    const result = seeded().result({
      ...RESULT, target: `POST http://localhost/c?x=${KEY}`, notes: [{ kind: 'warning', text: said }], trouble: { kind: 'inconclusive', message: said, hint: said }, exitReason: said,
      verdicts: [first!, { ...second!, verdict: 'unknown', reason: said }, ...rest],
    });
    expect(JSON.stringify(result)).not.toContain(KEY);
    expect(renderTerminal(result) + renderJson(result) + renderJunit(result)).not.toContain(KEY);
  });
});
