import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/parse.js';
import { commands, words } from '../../e2e/process/snippets.js';
import { call } from './harness.js';

const URL = 'http://localhost:3000/charges';
const dir = mkdtempSync(join(tmpdir(), 'retryproof-cli-'));
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return name;
};
file('body.json', '{"reference":"{{nonce}}"}');
file('ca.pem', 'PEM');
file('contract.json', '{"version":1,"name":"mine"}');
file('misspelt.json', '{"version":1,"name":"mine","inFligth":["conflict"]}');
file('report.json', '{"format":"retryproof-report","contract":{}}');
file('broken.json', '{"url": ');
file('config.json', `{\n  "url": "${URL}",\n  "keyHeader": "X-Key",\n  "time": "5s",\n  "lease-ms": 3\n}`);
file('typo.json', `{\n  "url": "${URL}",\n  "bodys": []\n}`);
file('env.json', `{"url": "${URL}", "header": ["Authorization: Bearer \${TOKEN}"], "bodies": [{"a": "{{nonce}}"}], "timeMs": 1500, "key-header": "X-Key"}`);
file('double.json', `{"url": "${URL}", "headers": [], "header": []}`);

const at = { io: { cwd: dir } };

describe('what the arguments mean', () => {
  it.each<[readonly string[], object]>([
    [['check', URL], { url: URL }],
    [['check', URL, '-X', 'PUT', '-H', 'A: b', '-H', 'C: d', '-d', '{}', '-k', '-x', 'localhost:1'], { method: 'PUT', headers: ['A: b', 'C: d'], bodies: ['{}'], tls: { insecure: true }, proxy: 'localhost:1' }],
    [['check', '-H', 'A: b', URL], { url: URL, headers: ['A: b'] }],
    [['check', URL, '--body', '@body.json', '--cacert', 'ca.pem', '--key-file', 'ca.pem'], { bodies: ['{"reference":"{{nonce}}"}'], tls: { ca: 'PEM', key: 'PEM' } }],
    [['check', URL, '--url', 'http://localhost:3001', '--url', 'http://localhost:3002'], { url: [URL, 'http://localhost:3001', 'http://localhost:3002'] }],
    [['check', URL, '--time', '1500ms', '--retention', '2m', '--lease', '1.5s', '--timeout', '1h'], { timeMs: 1500, retentionMs: 120_000, leaseMs: 1500, timeoutMs: 3_600_000 }],
    [['check', URL, '--seed', '7', '--runs', '10', '--requests', '100', '--concurrency', '2', '--rate', '0.5'], { seed: 7, runs: 10, requests: 100, concurrency: 2, rate: 0.5 }],
    [['check', URL, '--contract', 'ietf', '--strict', '--fail-fast'], { contract: 'ietf', strict: true, failFast: true }],
    [['check', URL, '--contract', './contract.json'], { contract: { version: 1, name: 'mine' } }],
    [['check', URL, '--property', 'single-effect', '--skip-property', 'not-stuck'], { properties: ['single-effect'], skipProperties: ['not-stuck'] }],
    [['check', URL, '--also', 'POST /refunds', '--also-body', '@body.json', '--key-format', 'quoted'], { also: 'POST /refunds', alsoBody: '{"reference":"{{nonce}}"}', keyFormat: 'quoted' }],
  ])('should read %j', async (args, options) => {
    const called = await call(args, at);
    expect(called.err).not.toContain('retryproof:');
    expect(called.options).toMatchObject(options);
  });

  it('should let flags win over the configuration, and fill in the environment', async () => {
    const { options, err } = await call(['check', '--config', 'env.json', '--time', '9s'], { io: { cwd: dir, env: { TOKEN: 'abc' } } });
    expect(err).not.toContain('retryproof:');
    expect(options).toEqual({ url: URL, headers: ['Authorization: Bearer abc'], bodies: ['{"a":"{{nonce}}"}'], timeMs: 9000, keyHeader: 'X-Key' });
  });
});

describe('what is wrong with the arguments', () => {
  it.each<[readonly string[], ...string[]]>([
    [[], 'no command was given', 'retryproof demo'],
    [['chek', URL], '"chek" is no command', 'did you mean check?'],
    [[URL], 'is no command', `retryproof check ${URL}`],
    [['check'], 'no URL was given'],
    [['check', URL, '--hedaer', 'A: b'], '--hedaer is no flag of check', 'did you mean --header?'],
    [['check', URL, '--bodies', '{}'], '--bodies is no flag of check', 'did you mean --body?'],
    [['check', URL, '--skip-properties', 'x'], 'did you mean --skip-property?'],
    [['check', URL, '--drain', 'x'], '--drain is no flag of check'],
    [['check', URL, '-Z'], '-Z is no flag of check', '--help'],
    [['check', URL, '--header'], '--header has no value'],
    [['check', URL, '--seed', '1', '--seed', '2'], '--seed was given 2 times'],
    [['check', URL, '--seed', 'x'], '--seed "x" is no whole number'],
    [['check', URL, '--rate', '-1'], '--rate'],
    [['check', URL, '--time', '20'], '--time "20" is no duration', 'say the unit: 20s'],
    [['check', URL, '--time', '0s'], '--time "0s" is no time at all', '20s'],
    [['check', URL, '--timeout', '0ms'], '--timeout "0ms" is no time at all'],
    [['check', URL, '--concurrency', '0'], '--concurrency "0" is no whole number above 0'],
    [['check', URL, '--rate', '0'], '--rate "0" is no number above 0'],
    [['check', URL, '--json'], '--json has no value', '--json FILE, or - for stdout'],
    [['check', URL, '--time', 'soon'], '--time "soon" is no duration', '1500ms'],
    [['check', URL, '--key-format', 'bare'], '--key-format "bare" is none of raw, quoted'],
    [['check', URL, '--body', '@none.json'], '--body: none.json cannot be read: there is no such file', 'none.json'],
    [['check', URL, '--contract', './none.json'], '--contract: ./none.json cannot be read'],
    [['check', URL, '--contract', './broken.json'], 'is not JSON'],
    [['check', URL, '--contract', 'report.json'], 'report.json is a report, and no contract', 'jq .contract report.json'],
    [['check', URL, '--contract', './misspelt.json'], '--contract ./misspelt.json is no valid contract:', '/inFligth', 'inFlight'],
    [['check', URL, '--time', '20', '--rate', '-1', '--seed', 'x'], '--time "20" is no duration (say the unit: 20s, or 20ms)', '--rate "-1" is no number', '--seed "x" is no whole number'],
    [['check', URL, '--property', 'single-efect'], '--property "single-efect" is no property', 'did you mean single-effect?'],
    [['check', URL, '--require', 'nothing'], '--require nothing: there is no such property', 'retryproof list'],
    [['check', URL, '--require', 'overlaped>=50'], '--require overlaped>=50: there is no situation "overlaped"', 'did you mean overlapped?'],
    [['check', URL, '--require', 'answer-lost'], 'a situation is required with a count', "--require 'answer lost>=50'"],
    [['check', URL, '--require', 'overlapped>=lots'], '"lots" is no whole number from 1 on'],
    [['check', '--config', 'typo.json'], 'typo.json, line 3: "bodys" is no option', 'did you mean body?'],
    [['check', '--config', 'config.json'], 'config.json, line 5: "lease-ms" is no option'],
    [['check', '--config', 'broken.json'], 'broken.json is not JSON'],
    [['check', '--config', 'double.json'], 'says again'],
    [['check', '--config', 'env.json'], 'the environment has no TOKEN'],
    [['check', URL, '--json', 'no/where.json'], 'no/where.json cannot be written: there is no such file or directory'],
    [['check', URL, '--history', 'body.json'], '--history body.json cannot be written'],
    [['replay'], 'replay was given no file'],
    [['replay', 'body.json'], 'body.json is no counterexample file'],
    [['recheck', 'none.jsonl'], 'none.jsonl cannot be read'],
  ])('should refuse %j with 2', async (args, ...parts) => {
    const { code, out, err } = await call(args, at);
    expect(err.split('\n').filter((line) => line !== '' && !line.startsWith('retryproof: '))).toEqual([]);
    for (const part of parts) expect(err).toContain(part);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

describe('help', () => {
  it('should list every command, and the flags of check in groups', async () => {
    expect((await call(['--help'])).out).toMatch(/check.*replay.*recheck.*list.*demo/s);
    const { out, code } = await call(['check', '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/The request:.*-X, --method.*What it leaves behind:.*--effects.*What it promises:.*The campaign:.*Output:.*Examples:/s);
  });

  it.each(['check', 'replay', 'recheck'])('should show examples of %s that can be copied', async (name) => {
    const { out } = await call([name, '--help']);
    const examples = commands(out.slice(out.indexOf('\nExamples:\n') + 11)).filter((line) => !line.startsWith('#'));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example).toMatch(/^npx retryproof /);
      expect(parseArguments(words(example).slice(2))).toMatchObject({ command: name });
      for (const [, json = ''] of example.matchAll(/--body '([^']*)'/g)) expect(JSON.parse(json)).toBeTypeOf('object');
    }
  });

  it('should not start the engine', async () => {
    const started = () => {
      throw new Error('started');
    };
    expect((await call(['check', '--help'], { engine: { listProperties: started } })).code).toBe(0);
    expect((await call(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
