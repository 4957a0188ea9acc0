import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../../../src/cli/config/leaves.js';
import { OUTPUT_FLAGS, START_FLAGS } from '../../../src/cli/flags/check.js';
import { OPTION_FLAGS } from '../../../src/cli/flags/options.js';
import type { OperationConfig } from '../../../src/config/index.js';
import { defineConfig } from '../../../src/config/index.js';

const root = new URL('../../../', import.meta.url);
const read = (name: string): object => JSON.parse(readFileSync(new URL(`schema/${name}.json`, root), 'utf8')) as object;
const validate = new Ajv({ strict: false }).compile(read('config'));

/** Each key of the type, so that one that is missing or too many does not compile. */
const TYPED: { readonly [key in keyof Required<OperationConfig>]: true } = {
  url: true, method: true, header: true, body: true, effects: true, effectsCount: true, state: true, id: true, success: true, principal: true, revoke: true,
  also: true, alsoBody: true, alsoEffects: true, setup: true, capture: true, tap: true, exec: true, instances: true, sink: true, sinkAnswer: true, sinkKey: true, beforeRun: true, afterRun: true, cacert: true, cert: true, keyFile: true, insecure: true, unixSocket: true, proxy: true,
  allowHost: true, keyHeader: true, keyField: true, key: true, keyFormat: true, contract: true, strict: true, retention: true, lease: true, property: true,
  skipProperty: true, require: true, seed: true, time: true, runs: true, requests: true, concurrency: true, rate: true, timeout: true, failFast: true,
};

describe('schema/config.json', () => {
  it('should be what the flags say', async () => {
    const { configSchema } = (await import(/* @vite-ignore */ new URL('scripts/config-schema.mjs', root).href)) as { configSchema(...args: unknown[]): object };
    expect(read('config'), 'run npm run schemas').toEqual(JSON.parse(JSON.stringify(configSchema(OPTION_FLAGS, keysOf, read('contract')))));
  });

  it('should have the keys of the type, which are those of the flags', () => {
    const keys = OPTION_FLAGS.map((flag) => keysOf(flag)[0]).toSorted();
    expect(Object.keys(TYPED).toSorted()).toEqual(keys);
    const { properties } = read('config') as { properties: object };
    expect(Object.keys(properties).toSorted()).toEqual([...keys, '$schema', 'operations', 'targets'].toSorted());
  });

  it.each([
    [{ $schema: 'x', url: 'http://localhost/charges', body: { a: 1 }, time: '20s' }],
    [{ url: ['a', 'b'], body: ['{}', { a: 1 }, [1]], seed: '${SEED}', rate: 0.5, retention: 5, success: 200, keyFormat: 'quoted' }],
    [{ bodies: ['{}'], timeMs: 1000, 'key-header': 'X', headers: 'A: b', 'fail-fast': true }],
    [{ targets: { a: { url: 'x', contract: { version: 1, name: 'mine' } }, b: { operations: { c: { url: '/c', contract: 'ietf' } } } } }],
    [{ operations: { a: { url: '/a' } } }],
  ])('should accept %j', (config) => {
    validate(config);
    expect(validate.errors).toBeNull();
  });

  it.each([
    [{ urll: 'x' }],
    [{ targets: { a: { urll: 'x' } } }],
    [{ targets: { a: { operations: { b: { operations: {} } } } } }],
    [{ targets: { a: {} }, operations: { b: {} } }],
    [{ targets: {} }],
    [{ targets: { 'a.b': {} } }],
    [{ time: '20' }],
    [{ time: -1 }],
    [{ time: 20 }],
    [{ targets: { a: { timeMs: 999.5 } } }],
    [{ time: '0s' }],
    [{ timeout: 0 }],
    [{ runs: 0 }],
    [{ rate: '0' }],
    [{ strict: 'yes' }],
    [{ seed: 1.5 }],
    [{ keyFormat: 'bare' }],
    [{ contract: { version: 1 } }],
    [{ header: [{}] }],
  ])('should refuse %j', (config) => {
    expect(validate(config)).toBe(false);
  });
});

describe('docs/configuration.md', () => {
  it('should explain every key, and no other', () => {
    const docs = readFileSync(new URL('docs/configuration.md', root), 'utf8');
    const table = docs.slice(docs.indexOf('| Key |'), docs.indexOf('What is said only on the command line'));
    const keys = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) => cell.split(', ').map((key) => key.replaceAll('`', '')));
    expect(keys.toSorted()).toEqual(Object.keys(TYPED).toSorted());
  });

  it('should name every flag that is said only on the command line', () => {
    const docs = readFileSync(new URL('docs/configuration.md', root), 'utf8');
    const said = /^What is said only on the command line: (.*)\.$/m.exec(docs)?.[1] ?? '';
    expect(said.replaceAll(/`(?:--)?/g, '').split(', ').toSorted()).toEqual([...START_FLAGS, ...OUTPUT_FLAGS].map(({ name }) => name).toSorted());
  });
});

describe('defineConfig', () => {
  it('should return what it is given', () => {
    const config = { url: 'http://localhost:3000/charges', seed: '${SEED}', targets: { a: { body: { amount: '{{int 1 5}}', list: [1] }, operations: { b: { time: 5 } } } } } as const;
    expect(defineConfig(config)).toBe(config);
    const later = () => Promise.resolve(config);
    expect(defineConfig(later)).toBe(later);
  });

  it('should let no unknown key and no wrong value compile', () => {
    // @ts-expect-error -- a mistyped key
    defineConfig({ urll: 'x' });
    // @ts-expect-error -- a mistyped key of an operation
    defineConfig({ targets: { a: { operations: { b: { efects: 'x' } } } } });
    // @ts-expect-error -- none of the lawful values
    defineConfig({ keyFormat: 'bare' });
    // @ts-expect-error -- a text that is no reference to the environment
    expect(defineConfig({ seed: 'x' })).toEqual({ seed: 'x' });
  });
});
