import { describe, expect, it } from 'vitest';
import { httpAdapter } from '../../../adapters/index.js';
import type { AdapterCheckOptions, CheckOptions } from '../../../src/check/options.js';
import { UsageError } from '../../../src/check/options.js';
import { namedRoute, placeText } from '../../../src/check/target/place.js';
import { understand } from '../../../src/check/run.js';
import { askedBy } from '../../../src/check/way.js';
import type { Adapter } from '../../../src/model/index.js';

const adapter: Adapter = { name: 'shop', open: () => Promise.reject(new Error('it must not be opened')) };
const BODY = '{"reference":"{{nonce}}"}';
const understood = (options: AdapterCheckOptions) => understand(askedBy([adapter, options]));

describe('namedRoute', () => {
  it.each<[AdapterCheckOptions, string, string?]>([
    [{ path: '/charges' }, '/charges'],
    [{ path: ' POST  /charges ' }, '/charges', 'POST'],
    [{ path: 'put /things/{{thing=uuid}}' }, '/things/{{thing=uuid}}', 'put'],
    [{ path: '/a b/{{pick x y}}?q={{nonce}}' }, '/a%20b/{{pick x y}}?q={{nonce}}'],
    [{ path: '/charges', method: 'PATCH' }, '/charges', 'PATCH'],
    [{ path: 'PATCH /charges', method: 'patch' }, '/charges', 'PATCH'],
  ])('should read %j', (options, path, method) => {
    expect(namedRoute(options)).toEqual(method === undefined ? { path } : { path, method });
  });

  it.each<[unknown, string, string]>([
    [{}, 'no path was given', "path: 'POST /charges'"],
    [{ path: ' ' }, 'no path was given', 'POST /charges'],
    [{ path: 'charges' }, 'path "charges" is no path', 'begins with a slash'],
    [{ path: 'POST http://localhost:3000/charges' }, 'is no path', "the host is the adapter's to know"],
    [{ path: 'POST /charges', method: 'PUT' }, 'path says POST and method says PUT', 'leave one of them out'],
  ])('should refuse %j', (options, message, hint) => {
    expect(() => namedRoute(options as AdapterCheckOptions)).toThrow(expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message), hint: expect.stringContaining(hint) }));
  });
});

describe('askedBy', () => {
  it('should take the method from the path, for the contract too', () => {
    const { target, starting, options } = understood({ path: 'PUT /things/{{thing=uuid}}', bodies: ['{"a":1}'] });
    expect(options.method).toBe('PUT');
    expect(target).toMatchObject({ instances: ['shop'], key: null, routes: [{ name: 'PUT /things/{{thing=uuid}}', method: 'PUT' }] });
    expect(starting.base.natural).toBe(true);
  });

  it('should take functions among the probes, and call them by their names', () => {
    function countCharges(): number {
      return 1;
    }
    const { target } = understood({ path: '/charges', bodies: [BODY], effects: ['GET /charges?reference={{nonce}}', countCharges, (() => () => 1)()], also: 'POST /refunds', alsoBody: BODY, alsoEffects: countCharges });
    expect(target.routes[0]?.effects.map(({ text }) => text)).toEqual(['GET /charges?reference={{nonce}}', 'countCharges()', 'the effects function']);
    expect(target.routes[1]?.effects).toEqual([{ text: 'countCharges()', count: countCharges }]);
  });

  it('should want a nonce for functions as well', () => {
    expect(() => understood({ path: '/charges', bodies: ['{"a":1}'], effects: [() => 1] })).toThrow('there is no {{nonce}} in the request of POST /charges');
  });

  it.each(['url', 'tls', 'unixSocket', 'proxy', 'allowHosts'])('should refuse %s beside an adapter, and say where it belongs', (name) => {
    const options = { path: '/charges', [name]: name === 'tls' ? {} : 'x' } as unknown as AdapterCheckOptions;
    expect(() => askedBy([adapter, options])).toThrow(expect.objectContaining({ name: 'UsageError', message: `${name} means nothing beside an adapter`, hint: expect.stringMatching(name === 'url' ? /path alone/ : new RegExp(`httpAdapter\\(\\{ instances, ${name} \\}\\)`)) }));
  });

  it('should want options beside an adapter', () => {
    expect(() => askedBy([adapter] as unknown as Parameters<typeof askedBy>[0])).toThrow(UsageError);
  });

  it('should refuse a full URL in a probe: nobody knows it before the adapter is open', () => {
    expect(() => understood({ path: '/charges', bodies: [BODY], effects: ['GET http://localhost:3000/charges?reference={{nonce}}'] })).toThrow('which is not the target (shop)');
  });

  it('should know a host that nobody allowed before anything is opened', () => {
    const url = (options: CheckOptions) => askedBy([options]).way.refused;
    expect(url({ url: 'http://a.example/x' })).toEqual({ kind: 'refused', message: expect.stringContaining('a.example is not this machine'), hint: expect.stringContaining('--allow-host a.example') });
    expect(url({ url: 'http://a.example/x', allowHosts: ['a.example'] })).toBeUndefined();
  });

  it('should call what the adapter of a URL does not take a usage error', async () => {
    const { way } = askedBy([{ url: 'http://localhost/x', tls: { ca: 'not a certificate' } }]);
    await expect(way.open()).rejects.toThrow(UsageError);
    expect(() => httpAdapter({ instances: ['http://localhost'], tls: { ca: 'not a certificate' } })).toThrow(TypeError);
  });
});

describe('placeText', () => {
  const routes = understood({ path: '/charges' }).target.routes;

  it('should be a URL, or the path and the name of an adapter without URLs', () => {
    expect(placeText({ instances: ['http://127.0.0.1:40123', 'http://127.0.0.1:2'], routes })).toBe('http://127.0.0.1:40123/charges');
    expect(placeText({ instances: ['shop'], routes })).toBe('/charges (shop)');
  });
});
