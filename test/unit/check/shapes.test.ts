import { describe, expect, it } from 'vitest';
import type { CheckArguments } from '../../../src/check/way.js';
import { askedBy } from '../../../src/check/way.js';
import { insistOnShapes } from '../../../src/check/shapes.js';
import { OPTION_FLAGS } from '../../../src/cli/flags/options.js';
import { createSuite } from '../../../src/hosts/suite.js';

const usageError = (message: string, hint: string) => expect.objectContaining({ name: 'UsageError', message, hint: expect.stringContaining(hint) }) as Error;
const adapter = { name: 'shop', open: () => Promise.reject(new Error('it must not be opened')) };

describe('insistOnShapes', () => {
  it.each<[object, string, string]>([
    [{ body: ['{}'] }, '"body" is no option', 'it is called bodies here'],
    [{ insecure: true }, '"insecure" is no option', 'tls.insecure'],
    [{ efects: [] }, '"efects" is no option', 'did you mean effects?'],
    [{ time: 20 }, '"time" is no option', 'did you mean timeMs?'],
    [{ toString: 1 }, '"toString" is no option', 'README'],
    [{ bodies: '{"a":1}' }, 'bodies is a text, and not a list of texts', "such as bodies: ['{"],
    [{ bodies: [{ a: 1 }] }, 'bodies is a list with an object in it, and not a list of texts', '{{nonce}}'],
    [{ effects: () => 1 }, 'effects is a function, and not a list of requests and functions', "['GET /charges"],
    [{ principals: 'Authorization: Bearer hunter2' }, 'principals is a text, and not a list of texts', 'Bearer a'],
    [{ timeMs: '20s' }, 'timeMs is a text, and not a number of milliseconds above 0', '20_000'],
    [{ timeMs: 0 }, 'timeMs is 0, and not a number of milliseconds above 0', '20_000'],
    [{ timeMs: Number.NaN }, 'timeMs is NaN, and not a number of milliseconds above 0', '20_000'],
    [{ concurrency: 0 }, 'concurrency is 0, and not a whole number from 1 on', '100'],
    [{ rate: 0 }, 'rate is 0, and not a number of requests a second above 0', '50'],
    [{ seed: 2 ** 32 }, 'seed is 4294967296, and not a whole number from 0 to 4294967295', '100'],
    [{ strict: 'yes' }, 'strict is a text, and not true or false', 'true'],
    [{ url: null }, 'url is null, and not a text, or a list of texts', 'http://localhost:3000/charges'],
  ])('should say what is wrong with %j', (options, message, hint) => {
    expect(() => insistOnShapes(options)).toThrow(usageError(message, hint));
  });

  it('should take what is right, and what is undefined for absent', () => {
    const right = { url: 'http://localhost:3000/x', bodies: undefined, rate: 0.5, leaseMs: 0, seed: 0, effects: ['GET /x', () => 1], contract: { version: 1 }, tls: { insecure: true } };
    expect(() => insistOnShapes(right)).not.toThrow();
  });

  it('should know the option of every flag', () => {
    const options = OPTION_FLAGS.flatMap(({ option = '' }) => (option.startsWith('tls.') ? [] : [option]));
    expect(options.length).toBeGreaterThan(30);
    expect(() => insistOnShapes(Object.fromEntries(options.map((option) => [option, undefined])))).not.toThrow();
  });
});

describe('what check is given', () => {
  it.each<[unknown[], string, string]>([
    [[], 'undefined was given, and neither options nor an adapter', "check({ url: 'http://localhost:3000/charges' })"],
    [['http://localhost:3000/charges'], 'a text was given, and neither options nor an adapter', 'check({ url'],
    [[undefined, { path: '/charges' }], 'undefined was given where an adapter belongs', 'nodeAdapter(app)'],
    [[{ name: 'shop' }, { path: '/charges' }], 'an object without open was given where an adapter belongs', 'defineAdapter'],
    [[{ bodies: [] }], 'no URL was given', 'http://localhost:3000/charges'],
    [[{ path: 'POST /charges' }], 'path was given without an adapter', 'check(adapter, { path'],
    [[adapter, { path: '/charges', body: '{}' }], '"body" is no option', 'bodies'],
    [[adapter], 'an adapter was given without options', 'path'],
  ])('should be said to be wrong: %#', (given, message, hint) => {
    expect(() => askedBy(given as unknown as CheckArguments)).toThrow(usageError(message, hint));
  });
});

describe('a suite', () => {
  const failureOf = async (options: object): Promise<string> => {
    const suite = createSuite(options as Parameters<typeof createSuite>[0]);
    await suite.run();
    const outcome = suite.outcome();
    return outcome.kind === 'failed' ? (outcome.error as Error).message : outcome.kind;
  };

  it.each<[object, RegExp]>([
    [{ url: () => undefined }, /^url: the function has returned undefined\n.*beforeAll/],
    [{ adapter: () => undefined, path: '/charges' }, /^adapter: the function has returned undefined\n.*beforeAll/],
    [{ bodies: [] }, /^no URL was given\n/],
    [{ url: 'http://127.0.0.1:1/charges', timeMs: '20s' }, /^timeMs is a text/],
    [{ url: 'http://127.0.0.1:1/charges', principals: 'a' }, /^principals is a text/],
  ])('should say what is wrong: %#', async (options, message) => {
    expect(await failureOf(options)).toMatch(message);
  });
});
