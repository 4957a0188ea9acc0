// Over 200 lines: one table of everything that can be wrong with a configuration, and its fixtures.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckOptions } from '../../../src/check/options.js';
import { RESULT } from '../report/literal.js';
import type { Called } from './harness.js';
import { call } from './harness.js';

const URL = 'http://localhost:3000/charges';

function dirWith(files: { readonly [name: string]: string }): string {
  const dir = mkdtempSync(join(tmpdir(), 'retryproof-config-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

/** Everything that the engine was asked to check, by the order of the calls. */
async function checked(cwd: string, args: readonly string[], env: { readonly [name: string]: string } = {}): Promise<Called & { readonly all: readonly CheckOptions[] }> {
  const all: CheckOptions[] = [];
  const check = (options: CheckOptions) => {
    all.push(options);
    return Promise.resolve({ ...RESULT, verdicts: [], exitCode: 0 as const });
  };
  return { ...(await call(['check', ...args], { io: { cwd, env }, engine: { check } })), all };
}

const SHOP = {
  time: '5s',
  header: ['X-Shop: 1'],
  targets: {
    payments: {
      url: 'http://localhost:3000',
      header: ['X-Payments: 1'],
      operations: {
        charge: { url: '/charges', body: { amount: 1, reference: '{{nonce}}' }, time: 1500 },
        refund: { url: '/refunds', body: ['{"reference":"{{nonce}}"}', { reference: '{{nonce}}' }], header: 'X-Refund: 1' },
      },
    },
    webhooks: { url: ['http://localhost:4000/events', 'http://localhost:4001'], keyField: '/id', body: [[{ reference: '{{nonce}}' }]] },
  },
};
const YAML = `# yaml-language-server: $schema=./node_modules/retryproof/schema/config.json
time: 5s
header: ['X-Shop: 1']
targets:
  payments:
    url: http://localhost:3000
    header: ['X-Payments: 1']
    operations:
      charge:
        url: /charges
        body: { amount: 1, reference: '{{nonce}}' }
        time: 1500
      refund:
        url: /refunds
        body:
          - '{"reference":"{{nonce}}"}'
          - reference: '{{nonce}}'
        header: 'X-Refund: 1'
  webhooks:
    url: [http://localhost:4000/events, http://localhost:4001]
    keyField: /id
    body: [[{ reference: '{{nonce}}' }]]
`;
const CHARGE = { url: 'http://localhost:3000/charges', headers: ['X-Payments: 1'], bodies: ['{"amount":1,"reference":"{{nonce}}"}'], timeMs: 1500 };
const REFUND = { url: 'http://localhost:3000/refunds', headers: ['X-Refund: 1'], bodies: ['{"reference":"{{nonce}}"}', '{"reference":"{{nonce}}"}'], timeMs: 5000 };
const WEBHOOKS = { url: ['http://localhost:4000/events', 'http://localhost:4001'], headers: ['X-Shop: 1'], keyField: '/id', bodies: ['[{"reference":"{{nonce}}"}]'], timeMs: 5000 };

describe('what a configuration means', () => {
  it.each([
    ['retryproof.config.json', JSON.stringify({ $schema: './schema.json', ...SHOP })],
    ['retryproof.config.yaml', YAML],
    ['retryproof.config.yml', YAML],
    ['retryproof.config.mjs', `export default ${JSON.stringify(SHOP)}`],
    ['retryproof.config.cjs', `module.exports = ${JSON.stringify(SHOP)}`],
    ['retryproof.config.js', `export default () => Promise.resolve(${JSON.stringify(SHOP)})`],
  ])('should be the same in %s, which is found by itself', async (name, text) => {
    const { all, err, code } = await checked(dirWith({ [name]: text, 'package.json': '{"type":"module"}' }), []);
    expect(all, err).toEqual([CHARGE, REFUND, WEBHOOKS]);
    expect(err).toContain(`retryproof: reading ${name}\n`);
    expect(code).toBe(0);
  });

  it.each([
    [['payments'], [CHARGE, REFUND]],
    [['webhooks', 'payments.charge'], [WEBHOOKS, CHARGE]],
    [['payments.refund', 'payments'], [REFUND, CHARGE]],
    [['payments.charge', '--time', '9s', '-H', 'A: b'], [{ ...CHARGE, timeMs: 9000, headers: ['A: b'] }]],
    [['payments.charge', '--url', URL], [{ ...CHARGE, url: URL }]],
    [['--config', 'retryproof.config.json', 'webhooks', '--quiet'], [WEBHOOKS]],
  ])('should choose by %j', async (args, expected) => {
    const { all, err } = await checked(dirWith({ 'retryproof.config.json': JSON.stringify(SHOP) }), args);
    expect(all, err).toEqual(expected);
  });

  it('should read none beside a URL, nor tell of the one that was named', async () => {
    const cwd = dirWith({ 'retryproof.config.json': '{"urll": 1}', 'mine.json': `{"url": "${URL}"}` });
    expect((await checked(cwd, [URL])).all).toEqual([{ url: URL }]);
    expect((await checked(cwd, ['--url', URL])).all).toEqual([{ url: URL }]);
    const named = await checked(cwd, ['--config', 'mine.json']);
    expect([named.all, named.err]).toEqual([[{ url: URL }], '']);
  });

  it('should put the URL of the command line in the place of the one in the file', async () => {
    const cwd = dirWith({ 'mine.json': `{"url": ["http://localhost:1/charges", "http://localhost:2"], "time": "2s"}` });
    expect((await checked(cwd, ['--config', 'mine.json', URL])).all).toEqual([{ url: URL, timeMs: 2000 }]);
    expect((await checked(cwd, ['--config', 'mine.json', URL, '--url', 'http://localhost:3'])).all).toEqual([{ url: [URL, 'http://localhost:3'], timeMs: 2000 }]);
  });

  it('should take from the environment only what is used', async () => {
    const text = JSON.stringify({ header: 'Authorization: ${NOWHERE}', targets: { a: { url: '${BASE}/charges', header: 'Authorization: Bearer ${TOKEN}' }, b: { url: '${OTHER}' } } });
    const cwd = dirWith({ 'retryproof.config.json': text });
    const { all, err } = await checked(cwd, ['a'], { BASE: 'http://localhost:3000', TOKEN: 'abc' });
    expect(all, err).toEqual([{ url: URL, headers: ['Authorization: Bearer abc'] }]);
  });

  it('should take file names from where the file is', async () => {
    const cwd = dirWith({ 'body.json': '{"a":1}', 'x.yaml': `url: ${URL}\nbody: '@body.json'\n` });
    expect((await checked(dirname(cwd), ['--config', join(cwd, 'x.yaml')])).all).toEqual([{ url: URL, bodies: ['{"a":1}'] }]);
  });

  it('should take operations without a target', async () => {
    const cwd = dirWith({ 'retryproof.config.json': JSON.stringify({ url: 'http://localhost:3000/', operations: { a: { url: '/a' }, b: { url: '/b' } } }) });
    expect((await checked(cwd, ['b'])).all).toEqual([{ url: 'http://localhost:3000/b' }]);
  });

  it('should take what a module leaves undefined for not given, and an alias of YAML for what it stands for', async () => {
    expect((await checked(dirWith({ 'retryproof.config.mjs': `export default Promise.resolve({ url: '${URL}', seed: undefined })` }), [])).all).toEqual([{ url: URL }]);
    const text = `targets:\n  a: &a\n    url: ${URL}\n  b: *a\n`;
    expect((await checked(dirWith({ 'retryproof.config.yaml': text }), ['b'])).all).toEqual([{ url: URL }]);
  });
});

/** Line 3 of each is wrong, in one place. */
const target = (line: string) => `{\n  "targets": { "payments": {\n    ${line},\n    "url": "${URL}" } }\n}`;

describe('what is wrong with a configuration', () => {
  const JSON_CASES: readonly (readonly [text: string, ...says: string[]])[] = [
    [target('"efects": []'), 'x.json, line 3: "targets.payments.efects" is no option', 'did you mean effects?'],
    [target('"keyheader": "X"'), 'line 3: "targets.payments.keyheader" is no option', 'did you mean keyHeader?'],
    [target('"constructor": 1'), '"targets.payments.constructor" is no option'],
    [target('"operation": {}'), '"targets.payments.operation" is no option', 'did you mean operations?'],
    [target('"targets": {}'), '"targets.payments.targets" is no option', 'targets stand at the top of the file'],
    [target('"junit": "x.xml"'), '"targets.payments.junit" is no option', 'on the command line alone: --junit'],
    [target('"$schema": "x"'), '"targets.payments.$schema" is no option', 'at the top of the file'],
    [target('"operations": {"charge": {"operations": {}}}'), '"targets.payments.operations.charge.operations" is no option', 'has no operations of its own'],
    [target('"time": "20"'), 'x.json, line 3: targets.payments.time "20" is no duration', 'say the unit: 20s'],
    [target('"time": 20'), 'x.json, line 3: targets.payments.time 20 is 20 ms, and nothing can be checked in that', 'say the unit: "20s", or "20ms"'],
    [target('"timeMs": 999'), 'x.json, line 3: targets.payments.timeMs 999 is 999 ms'],
    [target('"time": 0'), 'targets.payments.time "0" is no time at all'],
    [target('"time": [1, 2]'), 'line 3: targets.payments.time was given 2 times'],
    [target('"seed": -1'), 'line 3: targets.payments.seed "-1" is no whole number'],
    [target('"strict": "yes"'), 'line 3: targets.payments.strict is true or false'],
    [target('"method": {}'), 'line 3: targets.payments.method is a text'],
    [target('"keyFormat": "qoted"'), 'line 3: targets.payments.keyFormat "qoted" is none of raw, quoted', 'did you mean quoted?'],
    [target('"cacert": "no.pem"'), 'line 3: targets.payments.cacert: no.pem cannot be read'],
    [target('"header": "A: ${NO_SUCH}"'), 'line 3: targets.payments.header: the environment has no NO_SUCH', 'NO_SUCH=…'],
    [target('"body": "@no.json"'), 'line 3: targets.payments.body: no.json cannot be read'],
    [target('"time": 1, "time": 2'), 'x.json, line 3: "targets.payments.time" was given before, in line 3'],
    [target('"time": 1, "timeMs": 2'), 'line 3: "targets.payments.timeMs" says again'],
    [target('"operations": {}'), 'line 3: "targets.payments.operations" holds nothing that has a name'],
    [target('"operations": {"a b": {}}'), '"targets.payments.operations.a b" is no name'],
    [target('"operations": {"a": "b"}'), '"targets.payments.operations.a" is "b", and no object'],
    [target('"operations": {"a": {"url": "/a"}}'), 'line 3: targets.payments.operations.a.url "/a" is a path, but http://localhost:3000/charges further out is no bare origin'],
    [target('"property": "single-efect"'), 'payments: --property "single-efect" is no property', 'did you mean single-effect?'],
    ['{\n  "targets": {"a": {"url": "/a"}}\n}', 'line 2: targets.a.url "/a" is a path, and nothing further out says of which service'],
    ['{\n  "targets": {"a": {"method": "PUT"}}\n}', 'x.json: a has no url'],
    ['{\n  "targets": {"a": {}},\n  "operations": {"b": {}}\n}', 'line 3: "operations" stands beside "targets"', 'into one of the targets'],
    [`{\n  "defaults": {},\n "targets": {"a": {"url": "${URL}"}}}`, 'line 2: "defaults" is no option', 'stands beside "targets"'],
    ['{"method": "PUT"}', 'x.json has no url'],
    ['{\n  "url": 1,\n}', 'x.json is not JSON', '(line 3'],
    [`{\n "url": "${URL}",\n "bodys": [],\n "targets": {"a": {"efects": [],\n "time": 1}, "b": 3}}`, 'x.json, line 3: "bodys" is no option (did you mean body?)', 'x.json, line 4: "targets.a.efects" is no option (did you mean effects?)', '"targets.b" is 3, and no object'],
    [`{\n "url": "${URL}", "bodyy": {"a": 1},\n "time": 20,\n "efects": "x"}`, 'line 2: "bodyy" is no option (did you mean body?)', 'line 4: "efects" is no option (did you mean effects?)', 'line 3: time 20 is 20 ms, and nothing can be checked in that'],
    [`{\n "time": "20",\n "targets": {"a": {"url": "${URL}", "seed": -1}, "b": {"url": "${URL}", "strict": 1}}}`, 'line 2: time "20" is no duration (say', 'line 3: targets.a.seed "-1" is no', 'line 3: targets.b.strict is true or false'],
    [target('"contract": {"version": 1, "name": "x", "inFligth": []}'), 'x.json, line 3: targets.payments.contract is no valid contract', '/inFligth'],
    [`{"url": "${URL}",\n}`, 'retryproof: x.json is not JSON', 'a comma too many?'],
    ['[]', 'x.json holds no JSON object'],
  ];
  it.each(JSON_CASES.map(([text, ...says]) => [says[0], text, says] as const))('should say, of JSON, %s', async (_, text, says) => {
    const { code, err, out, all } = await checked(dirWith({ 'x.json': text }), ['--config', 'x.json']);
    for (const part of says) expect(err).toContain(part);
    expect([code, out, all]).toEqual([2, '', []]);
    expect(err.trimEnd().split('\n').every((line) => line.startsWith('retryproof: ')), err).toBe(true);
  });

  const OTHER_CASES: readonly (readonly [ending: string, text: string, ...says: string[]])[] = [
    ['yaml', `targets:\n  payments:\n    efects: []\n    url: ${URL}\n`, 'x.yaml, line 3: "targets.payments.efects" is no option', 'did you mean effects?'],
    ['yaml', `targets:\n  payments:\n    url: ${URL}\n    time: soon\n`, 'x.yaml, line 4: targets.payments.time "soon" is no duration'],
    ['yaml', `url: ${URL}\nurl: ${URL}\n`, 'x.yaml, line 2: not YAML: Map keys must be unique'],
    ['yaml', `url: ${URL}\n\ttime: 1\n`, 'x.yaml, line 2: not YAML'],
    ['yaml', `url: ${URL}\n---\nurl: ${URL}\n`, 'x.yaml, line 2: not YAML'],
    ['yaml', `url: *base\n`, 'x.yaml: not YAML: Unresolved alias'],
    ['yaml', `url: ${URL}\nbody: { reference: {{nonce}} }\n`, 'x.yaml, line 2: {{nonce}} is YAML for a mapping', "write it in quotes: '{{nonce}}'"],
    ['yaml', `url: ${URL}\nbody:\n  amount: {{int 1 50}}\n`, 'x.yaml, line 3: {{int 1 50}} is YAML for a mapping'],
    ['yaml', `url: ${URL}\nbody:\n  reference: {{nonce}}-x\n`, 'x.yaml, line 3: {{nonce}} is YAML for a mapping'],
    ['yaml', `url: ${URL}\nbody:\n  ? [a, b]\n  : 1\n`, 'x.yaml, line 3: [a, b] is a list, and stands where a name does', 'names are texts'],
    ['yaml', `url: ${URL}\nbody: { a: &a { b: 1 }, *a : 1 }\n`, 'x.yaml, line 2: *a is a mapping', 'names are texts'],
    ['yaml', '', 'x.yaml holds no object'],
    ['yaml', 'targets:\n  payments:\n', 'x.yaml, line 2: "targets.payments" is null, and no object'],
    ['mjs', `export default { targets: { a: { url: '${URL}', efects: [] } } };`, 'x.mjs: "targets.a.efects" is no option', 'did you mean effects?'],
    ['mjs', `export default { url: '${URL}', time: 'soon' };`, 'x.mjs: time "soon" is no duration'],
    ['mjs', 'const a = 1;\nconst b = a.b.c;\nexport default b;', 'x.mjs, line 2 cannot be read: TypeError: Cannot read properties of undefined'],
    ['mjs', 'export default () => { throw new Error("no vault"); };', 'x.mjs, line 1 cannot be read: Error: no vault'],
    ['mjs', 'export default Promise.reject("no vault");', 'x.mjs cannot be read: no vault'],
    ['mjs', 'export const config = {};', 'x.mjs has no default export', 'export default defineConfig'],
    ['mjs', 'export default { url: () => 1 };', 'x.mjs: url is a function', 'a configuration is data'],
    ['mjs', 'export default { body: { effects: () => 1 } };', 'x.mjs: body.effects is a function', 'a configuration is data'],
    ['mjs', 'export default { body: { n: NaN } };', 'x.mjs: body.n is NaN'],
    ['mjs', 'const a = {}; a.body = a; export default a;', 'x.mjs: body contains itself'],
    ['mjs', 'export default () => undefined;', 'x.mjs holds no object'],
    ['mjs', 'export default [];', 'x.mjs holds no object'],
  ];
  it.each(OTHER_CASES.map(([ending, text, ...says]) => [says[0], ending, text, says] as const))('should say %s', async (_, ending, text, says) => {
    const { code, err, all } = await checked(dirWith({ [`x.${ending}`]: text }), ['--config', `x.${ending}`]);
    for (const part of says) expect(err).toContain(part);
    expect([code, all]).toEqual([2, []]);
    expect(err.trimEnd().split('\n').every((line) => line.startsWith('retryproof: ')), err).toBe(true);
  });

  it.each([
    [['paymets'], 'retryproof.config.json names no "paymets"', 'did you mean payments?'],
    [['refund'], 'names no "refund"', 'did you mean payments.refund?'],
    [['example.com'], 'names no "example.com"', 'it names payments, payments.charge, payments.refund, webhooks; a URL begins with http://'],
    [['--url', URL, 'payments'], 'a URL was given, but retryproof.config.json has 2 targets', 'check payments.charge --url'],
    [['--config', 'retryproof.config.json', URL], 'a URL was given, but retryproof.config.json has 3 targets'],
    [[URL, 'payments'], '"payments" is one argument too many', 'put quotes around'],
    [[URL, 'http://localhost:1'], '"http://localhost:1" is one argument too many', '--url http://localhost:1'],
    [['--config', 'a.json', '--config', 'b.json'], '--config was given 2 times'],
    [['--config', 'none.json'], '--config: none.json cannot be read'],
  ])('should be told of the arguments %j', async (args, ...says) => {
    const { code, err, all } = await checked(dirWith({ 'retryproof.config.json': JSON.stringify(SHOP) }), args);
    for (const part of says) expect(err).toContain(part);
    expect([code, all]).toEqual([2, []]);
  });

  it('should tell once what several targets inherit, and blame no flag for a file that was found', async () => {
    const { err } = await checked(dirWith({ 'retryproof.config.json': `{"time": "20", "targets": {"a": {"url": "${URL}"}, "b": {"url": "${URL}"}}}` }), []);
    expect(err.match(/is no duration/g)).toHaveLength(1);
    expect((await checked(dirWith({ 'retryproof.config.json': '{' }), [])).err).toMatch(/^retryproof: retryproof\.config\.json is not JSON/m);
  });

  it('should be told of names without a configuration, of a configuration without names, and of two configurations', async () => {
    expect((await checked(dirWith({}), ['payments'])).err).toContain('"payments" is no URL, and no configuration is here');
    expect((await checked(dirWith({ 'retryproof.config.json': `{"url":"${URL}"}` }), ['payments'])).err).toContain('names no "payments": it describes one target, and that has no name');
    expect((await checked(dirWith({ 'retryproof.config.json': '{}', 'retryproof.config.yml': '' }), [])).err).toContain('there are 2 configurations here: retryproof.config.json, retryproof.config.yml');
  });
});
