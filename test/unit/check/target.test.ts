import { describe, expect, it } from 'vitest';
import type { CheckOptions } from '../../../src/check/options.js';
import { UsageError } from '../../../src/check/options.js';
import { buildTarget, checkHosts } from '../../../src/check/target.js';
import { nearest } from '../../../src/check/target/nearest.js';
import { urlPlace } from '../../../src/check/target/place.js';
import type { Target } from '../../../src/model/index.js';

const URL = 'http://localhost:3000/charges';
const BODY = '{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}';
const EFFECTS = 'GET /charges?reference={{nonce}}';
const OPTIONS: CheckOptions = { url: URL, bodies: [BODY], effects: [EFFECTS] };

const targetOf = (options: CheckOptions): Target => buildTarget(options, urlPlace(options));

describe('buildTarget', () => {
  it('should be a POST of JSON with a key of its own, where only a URL is given', () => {
    expect(targetOf({ url: URL })).toEqual({
      instances: ['http://localhost:3000'],
      routes: [{ name: 'POST /charges', method: 'POST', path: '/charges', headers: [], bodies: [], mediaType: 'application/json', effects: [] }],
      principals: [{ name: 'principal 1', headers: [] }],
      setups: [],
      key: { in: 'header', name: 'Idempotency-Key', format: 'raw' },
    });
  });

  it('should leave placeholders in the path alone and escape what no request line may hold', () => {
    expect(targetOf({ url: 'http://localhost:3000/a b/{{pick x y}}?q={{nonce}}#part' }).routes[0]?.path).toBe('/a%20b/{{pick x y}}?q={{nonce}}');
  });

  it('should take further URLs as instances', () => {
    expect(targetOf({ url: [URL, 'http://localhost:3001', 'http://localhost:3002/charges'] }).instances).toEqual(['http://localhost:3000', 'http://localhost:3001', 'http://localhost:3002']);
  });

  it('should read probes, with the headers of the user but for those of the body', () => {
    const { routes } = targetOf({ ...OPTIONS, headers: ['Accept: application/json', 'Content-Type: application/json'], effectsCount: '/data' });
    expect(routes[0]?.effects).toEqual([{ method: 'GET', path: '/charges?reference={{nonce}}', headers: [['Accept', 'application/json']], text: EFFECTS, countPointer: '/data' }]);
  });

  it('should take a full URL of the target, and the answer instead of the nonce', () => {
    const { routes } = targetOf({ ...OPTIONS, effects: ['GET http://localhost:3000/charges/{{answer /id}}/effects'] });
    expect(routes[0]?.effects).toMatchObject([{ path: '/charges/{{answer /id}}/effects' }]);
  });

  it.each(['2xx', '200,201', '200-204, 3xx', '/ok'])('should take %s for success', (success) => {
    expect(targetOf({ ...OPTIONS, success }).routes).toHaveLength(1);
  });

  it('should not take a capture or a named draw for a slip of the nonce', () => {
    const options = { ...OPTIONS, bodies: ['{"a":"{{once}}","b":"{{none=uuid}}"}'], setups: ['POST /x {}'], captures: ['once=/id'] };
    expect(() => targetOf(options)).toThrow('there is no {{nonce}}');
  });

  it('should know a form, and let the Content-Type header decide', () => {
    expect(targetOf({ url: URL, bodies: ['amount=5&card[number]=1'] }).routes[0]?.mediaType).toBe('application/x-www-form-urlencoded');
    expect(targetOf({ url: URL, bodies: ['<x/>'], headers: ['content-type: text/xml'] }).routes[0]?.mediaType).toBe('text/xml');
  });

  it.each([
    [{ method: 'put' }, null],
    [{ method: 'DELETE' }, null],
    [{ contract: 'natural' }, null],
    [{ contract: { version: 1, name: 'x', natural: true } }, null],
    [{ method: 'PUT', keyHeader: 'X-Key' }, { in: 'header', name: 'X-Key', format: 'raw' }],
    [{ keyField: '/meta/key', bodies: ['{}'] }, { in: 'body', name: '/meta/key', format: 'raw' }],
    [{ key: 'k-{{uuid}}', keyFormat: 'quoted' as const }, { in: 'header', name: 'Idempotency-Key', format: 'quoted', template: 'k-{{uuid}}' }],
    [{ contract: { version: 1, name: 'x', key: { in: 'header', name: 'X-Once', format: 'quoted' } } }, { in: 'header', name: 'X-Once', format: 'quoted' }],
  ])('should place the key for %j', (options, key) => {
    expect(targetOf({ url: URL, ...options }).key).toEqual(key);
  });

  it('should read principals, commands among them', () => {
    expect(targetOf({ url: URL, principals: ['Authorization: Bearer a', 'exec:./token.sh bob'] }).principals).toEqual([
      { name: 'principal 1', headers: [['Authorization', 'Bearer a']] },
      { name: 'principal 2', headers: [], exec: './token.sh bob' },
    ]);
  });

  it('should give captures to the last setup, or one to each', () => {
    const setups = ['POST /customers {"name":"{{string 1 9}}"}', 'POST /carts'];
    const captured = (captures: string[]) => targetOf({ url: URL, setups, captures }).setups.map((setup) => setup.captures);
    expect(captured(['cart=/id'])).toEqual([{}, { cart: '/id' }]);
    expect(captured(['customer=/id', 'cart=header:Location'])).toEqual([{ customer: '/id' }, { cart: 'header:Location' }]);
    expect(targetOf({ url: URL, setups }).setups[0]).toMatchObject({ method: 'POST', path: '/customers', body: '{"name":"{{string 1 9}}"}', headers: [['Content-Type', 'application/json']] });
  });

  it('should keep the second route apart, with its own probe', () => {
    const nested = targetOf({ ...OPTIONS, also: 'POST /charges/{{answer /id}}/refund {"amount":1,"charge":"{{answer /id}}"}' }).routes[1];
    expect(nested).toMatchObject({ name: 'POST /charges/{{answer /id}}/refund', path: '/charges/{{answer /id}}/refund', bodies: ['{"amount":1,"charge":"{{answer /id}}"}'] });
    const { routes } = targetOf({ ...OPTIONS, also: 'POST /refunds', alsoBody: BODY, alsoEffects: 'GET /refunds?reference={{nonce}}' });
    expect(routes[1]).toMatchObject({ name: 'POST /refunds', bodies: [BODY], effects: [{ path: '/refunds?reference={{nonce}}' }] });
  });

  it.each<[Partial<CheckOptions>, string, string?]>([
    [{ url: 'localhost:3000/charges' }, 'has no scheme', 'http://localhost:3000/charges'],
    [{ url: 'ftp://localhost/x' }, 'speaks ftp', 'http://'],
    [{ url: 'http://user:pw@localhost/x' }, 'carries a user name or password', '--principal'],
    [{ url: 'http://{{pick a b}}/x' }, 'placeholder in its host'],
    [{ url: 'http://local host/x' }, 'is not a URL'],
    [{ url: [URL, 'http://localhost:3001/refunds'] }, 'has another path than /charges', '--also'],
    [{ method: 'PO ST' }, '--method "PO ST" is not a method'],
    [{ method: 'GET' }, 'GET /charges is safe'],
    [{ headers: ['Accept application/json'] }, '--header "Accept application/json" is no header line', "'Name: value'"],
    [{ headers: ['Idempotency-Key: 1'] }, '--header sets Idempotency-Key', '--key'],
    [{ bodies: ['{"amount":{{int 1 5}}}'], effects: [] }, '--body is not JSON', 'in quotes'],
    [{ bodies: ["{'amount':5}"], effects: [] }, '--body is not JSON', 'double quotes'],
    [{ bodies: ['amount=5'], headers: ['Content-Type: application/json'], effects: [] }, '--body is not JSON', 'x-www-form-urlencoded'],
    [{ bodies: ['{"amount":5}'] }, 'there is no {{nonce}} in the request of POST /charges', '--body'],
    [{ bodies: [BODY, '{"amount":-1}'] }, 'in body 2 of 2'],
    [{ bodies: ['{"qty":1,"ref":"{{nonse}}"}'] }, 'unknown placeholder {{nonse}}', 'did you mean {{nonce}}?'],
    [{ url: 'http://localhost:3000/items', effects: ['GET /items'] }, "would count everybody's effects", 'GET /items?reference={{nonce}}'],
    [{ url: 'http://localhost:3000/items/{{item=uuid}}', effects: ['nonsense'] }, 'is no request', 'GET /items?reference={{nonce}}'],
    [{ url: 'http://localhost:3000/items', effects: [], effectsCount: '/data' }, 'without --effects', 'GET /items?reference={{nonce}}'],
    [{ success: 'nonsense' }, '--success "nonsense": "nonsense" is no status', '2xx or 200,201, or a JSON Pointer'],
    [{ success: '200,2x' }, '"2x" is no status'],
    [{ effects: ['GET /charges'] }, "would count everybody's effects", '{{nonce}}'],
    [{ effects: ['GET /charges?x={{uuid}}'] }, "would count everybody's effects"],
    [{ effects: ['/charges?reference={{nonce}}'] }, 'has no method', 'GET /charges?reference={{nonce}}'],
    [{ effects: ['GTE /charges?reference={{nonce}}'] }, 'unknown method GTE', 'did you mean GET?'],
    [{ effects: ['GET charges?reference={{nonce}}'] }, 'does not start with /', '/charges'],
    [{ effects: ['GET https://other.example/x?r={{nonce}}'] }, 'which is not the target', 'GET /x?r={{nonce}}'],
    [{ effects: ['nonsense'] }, 'is no request', 'METHOD PATH'],
    [{ effectsCount: 'data.items' }, '--effects-count "data.items" is no JSON Pointer', '/data/items'],
    [{ effects: [], effectsCount: '/data' }, 'without --effects'],
    [{ state: 'POST /x' }, 'is no GET'],
    [{ id: '$.id' }, '--id "$.id" is no JSON Pointer', '/id'],
    [{ key: 'fixed' }, 'gives every operation the same key', '{{uuid}}'],
    [{ keyHeader: 'X-Key', keyField: '/key' }, 'both given'],
    [{ keyHeader: 'X-Key:' }, 'is no header name'],
    [{ keyField: '/key', bodies: [], effects: [] }, 'there is no --body'],
    [{ contract: 'natural', key: '{{uuid}}' }, 'has no keys'],
    [{ principals: ['alice'] }, '--principal "alice" is no header line'],
    [{ principals: ['exec:'] }, 'names no command'],
    [{ captures: ['customer=/id'] }, 'without --setup'],
    [{ setups: ['POST /customers'], captures: ['customer'] }, 'is no capture', 'customer=/id'],
    [{ setups: ['POST /customers {name}'] }, 'the body of --setup is not JSON'],
    [{ alsoBody: '{}' }, '--also-body was given without --also'],
    [{ also: 'POST /refunds', alsoBody: '{}', alsoEffects: EFFECTS }, 'request of POST /refunds', '--also-body'],
  ])('should refuse %j', (options, message, hint) => {
    let caught: unknown;
    try {
      targetOf({ ...OPTIONS, ...options });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UsageError);
    expect((caught as UsageError).message).toContain(message);
    expect((caught as UsageError).hint ?? '').toContain(hint ?? '');
  });
});

describe('checkHosts', () => {
  it.each<[CheckOptions, string[]]>([
    [{ url: URL }, []],
    [{ url: 'http://127.1:80/x' }, []],
    [{ url: ['http://a.example/x', 'http://a.example:81', URL] }, ['a.example']],
    [{ url: 'http://a.example:81/x', allowHosts: ['A.example'] }, []],
    [{ url: 'http://a.example:81/x', allowHosts: ['a.example:81'] }, []],
    [{ url: 'http://a.example:82/x', allowHosts: ['a.example:81'] }, ['a.example']],
    [{ url: 'http://a.example/x', unixSocket: '/tmp/s' }, []],
    [{ url: URL, proxy: 'proxy.example:3128' }, ['proxy.example']],
    [{ url: URL, proxy: 'http://u:p@localhost:3128' }, []],
  ])('should refuse of %j: %j', (options, refused) => {
    expect(checkHosts(options)).toEqual(refused);
  });
});

describe('nearest', () => {
  it('should know a slip from another word', () => {
    expect(nearest('--hedaer', ['--header', '--history'])).toBe('--header');
    expect(nearest('--zebra', ['--header', '--history'])).toBeUndefined();
  });
});
