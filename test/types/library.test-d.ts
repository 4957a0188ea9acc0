import { describe, expectTypeOf, it } from 'vitest';
import type { Adapter, AdapterCheckOptions, CheckOptions, CheckResult, CountEffects, Property, RetryproofError, Session } from '../../src/index.js';
import { assertRetryproof, check, defineProperty, httpAdapter } from '../../src/index.js';

// Checked by `npm run types`; nothing here is run.

declare const adapter: Adapter;

describe('check', () => {
  it('should take a URL, or an adapter with a path', () => {
    expectTypeOf(check({ url: 'http://localhost/x' })).resolves.toEqualTypeOf<CheckResult>();
    expectTypeOf(check(adapter, { path: '/x' })).resolves.toEqualTypeOf<CheckResult>();
    expectTypeOf(check(adapter, { path: 'POST /x', timeMs: 1 }, { signal: new AbortController().signal })).resolves.toEqualTypeOf<CheckResult>();
    // @ts-expect-error a URL is wanted where there is no adapter
    void check({ path: '/x' });
    // @ts-expect-error a path is wanted beside an adapter
    void check(adapter, { bodies: [] });
    // @ts-expect-error options are wanted beside an adapter
    void check(adapter);
  });

  it('should refuse beside an adapter what only a URL has, in a variable too', () => {
    type Refused = 'url' | 'tls' | 'unixSocket' | 'proxy' | 'allowHosts';
    expectTypeOf<Pick<AdapterCheckOptions, Refused>>().toEqualTypeOf<{ readonly [name in Refused]?: never }>();
    const options: CheckOptions = { url: 'http://localhost/x', tls: {} };
    // @ts-expect-error the options of a URL are none of an adapter
    void check(adapter, { ...options, path: '/x' });
    // @ts-expect-error proxies are the adapter's
    void check(adapter, { path: '/x', proxy: 'http://localhost:1' });
  });

  it('should take functions among the probes', () => {
    expectTypeOf<(operation: { nonce: string }) => number>().toExtend<CountEffects>();
    expectTypeOf<() => Promise<number>>().toExtend<CountEffects>();
    expectTypeOf<() => string>().not.toExtend<CountEffects>();
    expectTypeOf<Parameters<CountEffects>[0]['principal']>().toEqualTypeOf<number>();
    void check(adapter, { path: '/x', effects: ['GET /x?r={{nonce}}', ({ nonce, signal }) => (signal.aborted ? 0 : nonce.length)], alsoEffects: () => 1 });
  });

  it('should take properties by name and by value', () => {
    expectTypeOf<NonNullable<CheckOptions['properties']>>().toEqualTypeOf<readonly (string | Property)[]>();
  });
});

describe('defineProperty', () => {
  const base = { id: 'x', statement: 'x', source: 'x', causes: { slow: { means: 'x', fix: 'x' } } };

  it('should be a property', () => {
    expectTypeOf(defineProperty({ ...base, judge: () => ({ verdict: 'pass' }) })).toEqualTypeOf<Property>();
  });

  it('should know the causes that violations may name', () => {
    const violation = { operation: 0, attempts: ['a0'], sentence: 'x' };
    expectTypeOf(defineProperty({ ...base, judge: () => ({ verdict: 'fail', violations: [{ ...violation, cause: 'slow' }] }) })).toEqualTypeOf<Property>();
    defineProperty({ ...base, judge: ({ attempts }) => ({ verdict: 'fail', violations: [...attempts.values()].map(({ id }) => ({ ...violation, attempts: [id], cause: 'slow' })) }) });
    // @ts-expect-error it is none of the causes
    defineProperty({ ...base, judge: () => ({ verdict: 'fail', violations: [{ ...violation, cause: 'slwo' }] }) });
    // @ts-expect-error an unknown says why
    defineProperty({ ...base, judge: () => ({ verdict: 'unknown' }) });
    // @ts-expect-error causes are wanted
    defineProperty({ id: 'x', statement: 'x', source: 'x', judge: () => ({ verdict: 'pass' }) });
  });
});

describe('assertRetryproof', () => {
  it('should be called as check is, and resolve with the result', () => {
    expectTypeOf(assertRetryproof(adapter, { path: '/x', allowInconclusive: true })).resolves.toEqualTypeOf<CheckResult>();
    expectTypeOf(assertRetryproof({ url: 'http://localhost/x' })).resolves.toEqualTypeOf<CheckResult>();
    expectTypeOf<RetryproofError['result']>().toEqualTypeOf<CheckResult>();
    expectTypeOf<RetryproofError>().toExtend<Error>();
    // @ts-expect-error a path is wanted beside an adapter
    void assertRetryproof(adapter, {});
  });
});

describe('adapters', () => {
  it('should have a session that says where it leads, where it can', () => {
    expectTypeOf(httpAdapter({ instances: ['http://localhost'], allowHosts: ['a.example'] })).toEqualTypeOf<Adapter>();
    expectTypeOf<Session['instances']>().toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<Pick<Session, 'send'>>().toExtend<Session>();
  });
});
