import { describe, expect, it } from 'vitest';
import { compileTarget, literalKeysOf, treeOf } from '../../../src/generate/index.js';
import type { KeyChoice, KeyPlace, Variant } from '../../../src/model/index.js';
import { CHARGE, identity, route, target } from './fixture.js';
import { operationOf, planOf, render, sent } from './sent.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DRAWS = { '#0': 5, '#1': 'usd' };
const key = (changes: Partial<KeyPlace> = {}): KeyPlace => ({ in: 'header', name: 'Idempotency-Key', format: 'raw', ...changes });
const variant = (change: Variant) => ({ variant: change });
const headers = ({ request }: { request: { headers: readonly (readonly [string, string])[] } }): { [name: string]: string } => Object.fromEntries(request.headers);

describe('a rendered attempt', () => {
  it('should be the same bytes at every attempt, and others at every execution', () => {
    const first = sent(target(), { draws: DRAWS });
    expect(sent(target(), { draws: DRAWS })).toMatchObject({ text: first.text, key: first.key, nonce: first.nonce, payloadIdentity: first.payloadIdentity });
    const second = sent(target(), { draws: DRAWS }, identity({ salt: 'salt2' }));
    expect([second.key, second.nonce]).not.toContain(first.key);
    expect(second.nonce).not.toBe(first.nonce);
    expect(first.json).toEqual({ amount: 5, currency: 'usd', reference: first.nonce });
    expect(headers(first)).toEqual({ 'content-type': 'application/json', 'Idempotency-Key': first.key });
    expect(first.key).toMatch(UUID);
  });

  it('should never repeat a key or a nonce', () => {
    const seen = new Set<string>();
    const blueprint = compileTarget(target());
    for (let salt = 0; salt < 500; salt += 1) {
      for (const id of [0, 1]) for (const control of [0, 1]) {
        const each = render(blueprint, [operationOf({ id })], identity({ salt: `s${salt}`, control }));
        seen.add(each.key ?? '').add(each.nonce ?? '');
      }
    }
    expect(seen.size).toBe(500 * 2 * 2 * 2);
  });

  it('should give a control the same payload under a key, a nonce and a resource of its own', () => {
    const to = target({ routes: [route({ path: '/things/{{uuid}}' })] });
    const own = sent(to, { draws: { '#0': 7, '#1': 5, '#2': 'eur' }, key: { kind: 'hostile', text: '__proto__' } });
    const control = sent(to, { draws: { '#0': 7, '#1': 5, '#2': 'eur' }, key: { kind: 'hostile', text: '__proto__' } }, identity({ control: 1 }));
    expect(control.json).toEqual({ ...(own.json as object), reference: control.nonce });
    expect(control.request.path).not.toBe(own.request.path);
    expect(control.key).toMatch(UUID);
    expect(own.key).toBe('__proto__');
  });

  it('should change what a variant changes, and nothing else', () => {
    const own = sent(target(), { draws: DRAWS });
    const render1 = (change: Variant) => sent(target(), { draws: DRAWS }, identity(), variant(change));
    expect(render1({ payload: { kind: 'redrawn', draws: { '#0': 6 } } }).json).toEqual({ ...(own.json as object), amount: 6 });
    const nonce = render1({ payload: { kind: 'nonce' } });
    expect(nonce.json).toEqual({ ...(own.json as object), reference: nonce.nonce });
    expect(nonce.nonce).not.toBe(own.nonce);
    expect(nonce.key).toBe(own.key);
    expect(render1({ payload: { kind: 'literal', pointer: '/currency', value: 'gbp' } }).json).toMatchObject({ currency: 'gbp' });
    expect(render1({ payload: { kind: 'invalid', pointer: '/amount' } })).toMatchObject({ json: { currency: 'usd', reference: own.nonce }, nonce: own.nonce });
    expect(render1({ payload: { kind: 'invalid', pointer: '/reference' } }).nonce).toBeUndefined();
    const head = render1({ method: 'HEAD' });
    expect(head.request).toMatchObject({ method: 'HEAD', body: null, headers: [['Idempotency-Key', own.key]] });
  });

  it('should spell an equal payload with other bytes', () => {
    const body = '{"2":{"b":[{"x":1,"y":2}],"a":1},"1":"{{nonce}}"}';
    const to = target({ routes: [route({ bodies: [body] })] });
    const own = sent(to);
    for (const spelling of ['reordered', 'spaced'] as const) {
      const other = sent(to, {}, identity(), variant({ spelling }));
      expect(other.text).not.toBe(own.text);
      expect(other.json).toEqual(own.json);
      expect(other.payloadIdentity).toBe(own.payloadIdentity);
    }
    expect(sent(to, {}, identity(), variant({ spelling: 'reordered' })).text).toMatch(/^\{"2":\{"a":1,"b":\[\{"y":2,"x":1\}\]\},"1":/);
    expect(compileTarget(target({ routes: [route({ bodies: ['{"a":1}'] })] })).shapes[0]?.[0]?.spellings).toEqual(['spaced']);
  });

  it('should speak form-urlencoded with brackets', () => {
    const form = 'application/x-www-form-urlencoded';
    const to = target({ routes: [route({ mediaType: form, bodies: ['amount={{int 1 50}}&metadata[ref]={{nonce}}&items[0][price]=5&items[1][price]=6&note=a+b%26'] })] });
    const own = sent(to, { draws: { '#0': 7 } });
    expect(own.text).toBe(`amount=7&metadata[ref]=${own.nonce}&items[0][price]=5&items[1][price]=6&note=a%20b%26`);
    expect(treeOf(form, own.request.body ?? new Uint8Array())).toEqual({ amount: '7', metadata: { ref: own.nonce }, items: [{ price: '5' }, { price: '6' }], note: 'a b&' });
    const other = sent(to, { draws: { '#0': 7 } }, identity(), variant({ spelling: 'reordered' }));
    expect(other.text).not.toBe(own.text);
    expect(other.payloadIdentity).toBe(own.payloadIdentity);
    expect(headers(own)['content-type']).toBe(form);
  });

  it.each(['a[]=1&a[]=2', 'a=1&a=2', 'i[][p]=1&i[][q]=2&i[][p]=3', 'a[b]c=1', 'a='])('should keep the spelling of lists: %s', (text) => {
    const to = target({ routes: [route({ mediaType: 'application/x-www-form-urlencoded', bodies: [text] })] });
    expect(decodeURIComponent(sent(to).text)).toBe(text);
  });

  it('should leave other media types alone', () => {
    const to = target({ routes: [route({ mediaType: 'application/xml', bodies: ['<a ref="{{nonce}}">{{int 1 5}}</a>'] })] });
    const own = sent(to, { draws: { '#0': 3 } });
    expect(own.text).toBe(`<a ref="${own.nonce}">3</a>`);
    expect(treeOf('application/xml', new Uint8Array())).toBeUndefined();
  });

  it('should render setups, with what earlier ones captured', () => {
    const to = target({
      setups: [
        { method: 'POST', path: '/customers', headers: [], body: '{"name":"{{nonce}}","age":"{{int 1 9}}"}', captures: { customer: '/id' } },
        { method: 'POST', path: '/cards/{{customer}}', headers: [], captures: { card: '/id' } },
      ],
    });
    const { blueprint, operation } = sent(to, { draws: { ...DRAWS, 'setup0#0': 4 } });
    const first = blueprint.renderAside({ kind: 'setup', setup: 0 }, operation, identity(), 'rpn');
    expect(new TextDecoder().decode(first.body ?? new Uint8Array())).toBe('{"name":"rpn","age":4}');
    expect(first.headers).toEqual([['content-type', 'application/json']]);
    expect(blueprint.renderAside({ kind: 'setup', setup: 1 }, operation, identity({ captures: { customer: 7 } }), 'rpn').path).toBe('/cards/7');
  });

  it('should tell where the nonce is', () => {
    const blueprint = compileTarget(target({ routes: [route({ bodies: [CHARGE, '{"a":1}', '{"ref":"{{r=nonce}}"}'] })] }));
    expect([0, 1, 2, 3].map((body) => blueprint.carriesNonce(0, body))).toEqual([true, false, true, false]);
    expect(sent(target({ routes: [route({ bodies: ['{"a":1}'] })] })).nonce).toBeUndefined();
  });
});

describe('keys', () => {
  const near = (change: 'case' | 'punctuation' | 'tail-36' | 'tail-64' | 'tail-128', place = key()) => {
    const base = operationOf();
    const other = operationOf({ id: 1, key: { kind: 'near', of: 0, change } });
    const blueprint = compileTarget(target({ key: place }));
    const plan = planOf(base, other);
    return [base, other].map((each) => blueprint.renderAttempt(plan, each, {}, identity()).key ?? '');
  };

  const PLACES = [key(), key({ template: '{{nonce}}' }), key({ template: 'order-{{uuid}}-{{nonce}}' })];
  const common: { readonly [change: string]: (text: string) => string } = {
    case: (text) => text.toLowerCase(),
    punctuation: (text) => text.replaceAll(/[-_]/g, ''),
    'tail-36': (text) => text.slice(0, 36),
    'tail-64': (text) => text.slice(0, 64),
    'tail-128': (text) => text.slice(0, 128),
  };

  it.each(['case', 'punctuation', 'tail-36', 'tail-64', 'tail-128'] as const)('should be almost the other key: %s', (change) => {
    for (const place of PLACES) {
      const [base = '', other = ''] = near(change, place);
      expect(other).not.toBe(base);
      expect(common[change]?.(other)).toBe(common[change]?.(base));
      expect(base.length).toBeGreaterThan(Number(/\d+/.exec(change)?.[0] ?? 0));
    }
  });

  it.each(['case', 'punctuation', 'tail-64'] as const)('should be spelled alike in a control, and be almost nobody else\'s: %s', (change) => {
    const other = operationOf({ id: 1, key: { kind: 'near', of: 0, change } });
    const plan = planOf(operationOf(), other);
    const blueprint = compileTarget(target({ key: key({ template: 'order-{{uuid}}' }) }));
    const [own = '', control = ''] = [0, 1].map((number) => blueprint.renderAttempt(plan, other, {}, identity({ control: number })).key ?? '');
    const shape = (text: string): string => text.replaceAll(/[\da-f]/g, '0');
    expect(shape(control)).toBe(shape(own));
    expect(common[change]?.(control)).not.toBe(common[change]?.(own));
  });

  it('should be the very same where shared, none where absent, and empty where empty', () => {
    const blueprint = compileTarget(target());
    const base = operationOf();
    const shared = operationOf({ id: 1, principal: 1, key: { kind: 'shared', of: 0 } });
    expect(render(blueprint, [base, shared]).key).toBe(render(blueprint, [base]).key);
    expect(headers(render(blueprint, [operationOf({ key: { kind: 'absent' } })]))).toEqual({ 'content-type': 'application/json' });
    const empty = render(blueprint, [operationOf({ key: { kind: 'empty' } })]);
    expect([empty.key, headers(empty)['Idempotency-Key']]).toEqual(['', '']);
  });

  it('should be quoted where the target wants it', () => {
    const hostile: KeyChoice = { kind: 'hostile', text: String.raw`a"b\c` };
    const own = sent(target({ key: key({ format: 'quoted' }) }), { key: hostile });
    expect([own.key, headers(own)['Idempotency-Key']]).toEqual([String.raw`a"b\c`, String.raw`"a\"b\\c"`]);
  });

  it('should stand in the body where the target wants it', () => {
    const to = target({ key: key({ in: 'body', name: '/meta/key' }) });
    const own = sent(to, { draws: DRAWS });
    expect(own.json).toMatchObject({ amount: 5, meta: { key: own.key } });
    expect(headers(own)['Idempotency-Key']).toBeUndefined();
    expect(sent(to, { draws: DRAWS }, identity({ control: 1 })).payloadIdentity.replace(/rp\w{18}/, '')).toBe(own.payloadIdentity.replace(/rp\w{18}/, ''));
    expect(sent(to, { key: { kind: 'absent' } }).json).not.toHaveProperty('meta.key');
  });

  it('should salt hostile texts that can be, and name those that cannot', () => {
    const hostile = (text: string) => operationOf({ key: { kind: 'hostile', text } });
    const own = sent(target(), { key: { kind: 'hostile', text: 'a,{{nonce}}' } });
    expect(own.key).toBe(`a,${own.nonce}`);
    expect(literalKeysOf(planOf(hostile('__proto__'), hostile('{{nonce}}')))).toEqual(['__proto__']);
  });

  it('should not be there for a natural target', () => {
    const to = target({ key: null, routes: [route({ method: 'PUT', path: '/things/{{uuid}}' })] });
    const paths = [1, 2].map((salt) => sent(to, { draws: { '#0': 0 } }, identity({ salt: String(salt) })).request.path);
    expect(new Set(paths).size).toBe(2);
    expect(sent(to).key).toBeUndefined();
  });
});
