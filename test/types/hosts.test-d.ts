import type * as fc from 'fast-check';
import { describe, expectTypeOf, it } from 'vitest';
import { singleEffect } from '../../properties/index.js';
import type { RetryproofProperty, Scenario } from '../../src/hosts/fast-check.js';
import { retryproofProperty } from '../../src/hosts/fast-check.js';
import { describeRetryproof } from '../../src/hosts/vitest.js';
import type { Adapter } from '../../src/index.js';

// Checked by `npm run types`; nothing here is run.

declare const adapter: Adapter;

describe('describeRetryproof', () => {
  it('should take an adapter or a URL, now or later', () => {
    expectTypeOf(describeRetryproof('x', { adapter, path: '/x' })).toEqualTypeOf<void>();
    describeRetryproof('x', { adapter: () => adapter, path: '/x', contract: 'stripe', require: ['isolation'] });
    describeRetryproof('x', { adapter: () => Promise.resolve(adapter), path: '/x' });
    describeRetryproof('x', { url: 'http://localhost/x', allowHosts: [] });
    describeRetryproof('x', { url: async () => ['http://localhost/x', 'http://localhost:1'] });
    // @ts-expect-error a path is wanted beside an adapter
    describeRetryproof('x', { adapter });
    // @ts-expect-error it is one or the other
    describeRetryproof('x', { adapter, path: '/x', url: 'http://localhost/x' });
    // @ts-expect-error the way there is the adapter's
    describeRetryproof('x', { adapter, path: '/x', allowHosts: [] });
    // @ts-expect-error nothing is named
    describeRetryproof('x', { bodies: [] });
  });
});

describe('retryproofProperty', () => {
  it('should be what fc.assert takes, over scenarios', () => {
    const property = retryproofProperty(adapter, [singleEffect, 'identical-replay'], { path: '/x' });
    expectTypeOf(property).toEqualTypeOf<RetryproofProperty>();
    expectTypeOf(property).toExtend<fc.IAsyncProperty<[Scenario]>>();
    expectTypeOf(property.close()).resolves.toBeVoid();
    // @ts-expect-error there is no campaign that could have so many runs
    retryproofProperty(adapter, [], { path: '/x', runs: 5 });
    // @ts-expect-error a path is wanted
    retryproofProperty(adapter, [singleEffect], {});
  });
});
