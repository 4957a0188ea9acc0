import { readFileSync, readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { presets } from '../../../src/contracts/index.js';
import { ContractError, contractSchema, parseContract } from '../../../src/contracts/schema.js';
import { changesOf } from '../../../src/contracts/merge.js';

const root = new URL('../../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');
const shipped = (): object => JSON.parse(read('schema/contract.json')) as object;

function refusal(value: unknown): string {
  try {
    parseContract(value, 'mine.json');
  } catch (error) {
    if (error instanceof ContractError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('parseContract', () => {
  it.each(presets.map((preset) => [preset.name, preset] as const))('should read back the preset %s', (_, { contract }) => {
    expect(parseContract(JSON.parse(JSON.stringify(contract)), 'preset')).toEqual(contract);
  });

  it('should leave $schema behind', () => {
    expect(parseContract({ $schema: './contract.json', version: 1, name: 'mine' }, 'mine.json')).toEqual({ version: 1, name: 'mine' });
  });

  it('should list all breaches at once, each with its place and what would be right', () => {
    expect(
      refusal({
        version: 2,
        name: '',
        key: { in: 'headers', nme: 'X', maxlength: 3 },
        answers: { accepted: ['20x', '504-500'], in_flight: ['409'], discriminators: [{ class: 'in flight', pointer: 'code' }] },
        inFlight: 'conflict',
        mismatch: 'rejekt',
        retention: 5,
        leaseMs: -1,
        waitMs: '3s',
        replay: [],
        nonsense: true,
        constructor: 1,
      }),
    ).toMatchInlineSnapshot(`
      "mine.json is no valid contract:
        /key/nme: unknown member; did you mean "name"?
        /key/maxlength: unknown member; did you mean "maxLength"?
        /answers/in_flight: unknown member; did you mean "inFlight"?
        /retention: unknown member; did you mean "retentionMs"?
        /replay: [] is not an object
        /nonsense: unknown member; known are version, name, natural, key, scope, answers, inFlight, mismatch, missingKey, stored, failure, replay, equivalence, marker, resourceId, retentionMs, retentionFrom, afterExpiry, expiredStatuses, leaseMs, waitMs, durability, sources
        /constructor: unknown member; known are version, name, natural, key, scope, answers, inFlight, mismatch, missingKey, stored, failure, replay, equivalence, marker, resourceId, retentionMs, retentionFrom, afterExpiry, expiredStatuses, leaseMs, waitMs, durability, sources
        /version: 2 is not 1
        /name: "" is empty
        /key/in: "headers" is not one of "header", "body"; did you mean "header"?
        /key/name: is missing
        /answers/accepted/0: "20x" is no status: write "409", "2xx" or "500-504"
        /answers/accepted/1: "504-500" is an empty range: write the lower status first
        /answers/discriminators/0/class: "in flight" is not one of "accepted", "refused", "in-flight", "mismatch", "transient", "unclear"; did you mean "in-flight"?
        /answers/discriminators/0/pointer: "code" is no JSON Pointer: write "/data/id", with ~1 for a slash in a name
        /inFlight: "conflict" is not a list
        /mismatch: "rejekt" is not one of "reject", "replay", "execute", "identity"; did you mean "reject"?
        /leaseMs: -1 is negative; it is a number of milliseconds
        /waitMs: "3s" is not a number"
    `);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a text', 'ietf'],
  ])('should refuse %s', (_, value) => {
    expect(refusal(value)).toMatch(/^mine\.json is no valid contract:\n {2}\(the whole\): .* is not an object$/);
  });

  it('should refuse a member of every object, __proto__ included', () => {
    expect(refusal(JSON.parse('{"version":1,"name":"x","__proto__":{},"marker":{"in":"header","name":"x","toString":1}}'))).toMatch(/\/__proto__: unknown member.*\n.*\/marker\/toString: unknown member/);
  });

  it.each<[string, object, string]>([
    ['a key in a header that is none', { key: { in: 'header', name: '/id' } }, '/key/name'],
    ['a key in the body that is no pointer', { key: { in: 'body', name: 'id' } }, '/key/name'],
    ['a natural contract with a key', { natural: true, key: { in: 'header', name: 'K' } }, '/key'],
    ['characters that do not compile', { key: { in: 'header', name: 'K', characters: '[' } }, '/key/characters'],
    ['a place that is neither pointer nor header', { resourceId: ['id'] }, '/resourceId/0'],
    ['a discriminator that matches nothing', { answers: { discriminators: [{ class: 'refused', pointer: '', equals: [] }] } }, '/answers/discriminators/0/equals'],
  ])('should refuse %s', (_, part, at) => {
    expect(refusal({ version: 1, name: 'x', ...part })).toContain(`\n  ${at}: `);
  });
});

describe('a time in a contract', () => {
  const DAY_MS = 86_400_000;

  it('should be no longer than a timer can run, where an attempt waits for so long', () => {
    expect(refusal({ version: 1, name: 'x', waitMs: 24 * DAY_MS })).toBe('accepted');
    expect(refusal({ version: 1, name: 'x', waitMs: 30 * DAY_MS })).toContain('/waitMs: 2592000000 is longer than a timer can run; it is a number of milliseconds, at most 2147483647 (24.8 days)');
  });

  it('should be as long as a service promises, where nobody sits it out', () => {
    expect(refusal({ version: 1, name: 'x', retentionMs: 30 * DAY_MS, leaseMs: 30 * DAY_MS })).toBe('accepted');
  });
});

describe('the presets', () => {
  it.each(presets.map((preset) => [preset.name, preset] as const))('should give the source of every field of %s, and of no other', (_, { contract }) => {
    const fields = changesOf(contract).map(({ field }) => field).filter((field) => field !== 'version' && field !== 'name');
    const named = (field: string): boolean => contract.sources?.[field] !== undefined;
    expect(fields.filter((field) => !named(field))).toEqual([]);
    expect(Object.keys(contract.sources ?? {}).filter((field) => !fields.includes(field))).toEqual([]);
  });

  it('should have a name and one line each', () => {
    for (const { name, about, contract } of presets) {
      expect(contract.name).toBe(name);
      expect(about.length).toBeLessThan(110);
    }
  });
});

describe('the JSON Schema that ships', () => {
  it('should be what the generator gives', async () => {
    const script = (await import(/* @vite-ignore */ new URL('scripts/schemas.mjs', root).href)) as { schemaText(schema: unknown, title: string): string; CONTRACT_TITLE: string };
    expect(read('schema/contract.json')).toBe(script.schemaText(contractSchema, script.CONTRACT_TITLE));
  });

  it('should accept the presets and the contracts of the zoo, and refuse what the parser refuses', () => {
    const validate = new Ajv({ strict: true }).compile(shipped());
    const zoo = new URL('test/zoo/contracts/', root);
    const files = readdirSync(zoo).filter((file) => file.endsWith('.json'));
    for (const value of [...presets.map(({ contract }) => contract), ...files.map((file) => JSON.parse(readFileSync(new URL(file, zoo), 'utf8')) as unknown)]) {
      expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
      expect(refusal(value)).toBe('accepted');
    }
    for (const wrong of [{}, { version: 1, name: 'x', nonsense: 1 }, { version: 1, name: 'x', answers: { accepted: ['20x'] } }]) expect(validate(wrong)).toBe(false);
  });
});
