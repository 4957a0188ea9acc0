import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { UsageError } from '../../../src/check/options.js';
import { keysOf } from '../../../src/cli/config/leaves.js';
import { OPTION_FLAGS } from '../../../src/cli/flags/options.js';
import type { Flag } from '../../../src/cli/flags/flag.js';
import { flagValue } from '../../../src/cli/flags/values.js';

const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(new URL('../../../schema/config.json', import.meta.url), 'utf8')) as object);

const BARE = [0, 0.5, 1, 20, 999, 999.5, 1000, 1500, -1, 1e3, 2 ** 60];
const TEXTS = ['20', '20s', '0s', '0ms', '0.0s', '0.5s', '1.5h', ' 20s ', '20 s', '20S', '20Ms', '20mS', '00s', 's', '', ' ', '-1s', '1e3', '.5s', '5.s', '20sec', '100', '1.5', '0', '1000ms'];
const OTHERS = [null, true, {}, [20_000, 30_000]];

function isTaken(flag: Flag, raw: unknown): boolean {
  try {
    flagValue(flag, raw, { call: ({ name }) => name, dir: '.' });
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

const flags = OPTION_FLAGS.filter(({ kind }) => kind === 'duration' || kind === 'count' || kind === 'number').map((flag) => [flag.name, flag] as const);

it.each(flags)('the schema and the loader should agree on what %s may be', (_, flag) => {
  const [key = ''] = keysOf(flag);
  const differ = [...BARE, ...TEXTS, ...OTHERS].filter((raw) => validate({ url: 'http://localhost/x', [key]: raw }) !== isTaken(flag, raw));
  expect(differ.map((raw) => `${JSON.stringify(raw)}: the loader ${isTaken(flag, raw) ? 'takes' : 'refuses'} it`)).toEqual([]);
});
