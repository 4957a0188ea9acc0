import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { BODY, check, counted, fresh, reportIn, retryproof } from './targets/cli.js';
import { sockets } from './targets/servers.js';

/** A server that nobody may talk to: the input is wrong, and that is known before. */
let url: string;
let connections = 0;

beforeEach(async () => {
  connections = 0;
  url = await sockets((socket) => {
    connections += 1;
    socket.destroy();
  });
});

const given = (...flags: string[]) => ['check', `${url}/charges`, ...flags];

describe('wrong input', () => {
  const cases: { readonly [name: string]: readonly [args: () => readonly string[], ...says: RegExp[]] } = {
    'a body that is not JSON': [() => given('-d', '{"amount": 5,}'), /--body is not JSON/, /character|near/],
    'a body whose placeholder has no quotes': [() => given('-d', '{"amount": {{int 1 5}}}'), /--body is not JSON/, /put a placeholder in quotes/],
    'a body in single quotes': [() => given('-d', "{'amount': 5}"), /--body is not JSON/, /double quotes/],
    'a form without its content type, half JSON': [() => given('-d', 'amount=5 and more\nlines'), /--body is not JSON/, /Content-Type: application\/x-www-form-urlencoded/],
    'a body of the second route that is not JSON': [() => given('-d', BODY, '--also', 'POST /refunds', '--also-body', '{'), /--also-body is not JSON/],
    'a body of a setup that is not JSON': [() => given('-d', BODY, '--setup', 'POST /customers {"name"}'), /the body of --setup is not JSON/],
    'an unknown placeholder': [() => given('-d', '{"amount":"{{itn 1 5}}"}'), /--body, at \/amount: unknown placeholder \{\{itn 1 5\}\}/, /Did you mean \{\{int 1 50\}\}/],
    'an unknown placeholder in a header': [() => given('-d', BODY, '-H', 'X-Id: {{uid}}'), /--header.*unknown placeholder \{\{uid\}\}/, /Did you mean \{\{uuid\}\}/],
    'an unknown placeholder in the URL': [() => ['check', `${url}/charges/{{nonse}}`, '-d', BODY], /URL.*unknown placeholder \{\{nonse\}\}/, /Did you mean \{\{nonce\}\}/],
    'an unknown placeholder in the key': [() => given('-d', BODY, '--key', 'k-{{uuid}}-{{strin 1 2}}'), /--key.*unknown placeholder/, /\{\{string 3 20\}\}/],
    'an unknown placeholder in a probe': [() => given('-d', BODY, '--effects', 'GET /charges?reference={{nonce}}&x={{customer}}'), /--effects.*unknown placeholder \{\{customer\}\}/, /Known are/],
    'wrong arguments of a placeholder': [() => given('-d', '{"amount":"{{int 5 1}}"}'), /wrong arguments in \{\{int 5 1\}\}/, /the smaller first/],
    'a placeholder that is not closed': [() => given('-d', '{"amount":"{{int 1 5"}'), /"\{\{" without "\}\}"/],
    'a placeholder of the answer in the request': [() => given('-d', '{"amount":"{{answer /id}}"}'), /no answer yet/, /--effects and --state/],
    'a placeholder of the answer in a setup': [() => given('-d', BODY, '--setup', 'POST /x/{{answer /id}}'), /--setup: \{\{answer \/id\}\} in the request itself/, /--also and --also-body/],
    'a probe and no nonce': [() => given('-d', '{"amount":1}', '--effects', 'GET /charges?reference={{nonce}}'), /no \{\{nonce\}\} in the request of POST \/charges/, /so that its effects can be told from all others/],
    'a probe that names no operation': [() => given('-d', BODY, '--effects', 'GET /charges'), /would count everybody's effects/, /put \{\{nonce\}\} in it/],
    'a probe without a method': [() => given('-d', BODY, '--effects', '/charges?reference={{nonce}}'), /--effects.*has no method/, /GET \/charges/],
    'a probe with a mistyped method': [() => given('-d', BODY, '--effects', 'GTE /charges?reference={{nonce}}'), /unknown method GTE/, /GET/],
    'a pointer that is none': [() => given('-d', BODY, '--effects', 'GET /c?r={{nonce}}', '--effects-count', '$.data'), /--effects-count "\$\.data" is no JSON Pointer/, /\/data/],
    'a URL without a scheme': [() => ['check', 'localhost:3000/charges'], /has no scheme|speaks localhost/, /http:\/\//],
    'a URL with a scheme of another kind': [() => ['check', 'ftp://localhost/charges'], /speaks ftp/, /http:\/\/ or https:\/\//],
    'a URL with a password': [() => ['check', 'http://me:hunter2@localhost/charges'], /carries a user name or password/, /--principal/],
    'no URL': [() => ['check', '-d', BODY], /no URL was given/, /retryproof check http:\/\/localhost/],
    'no command': [() => [url], /is no command/, /retryproof check http/],
    'a mistyped command': [() => ['chekc', url], /"chekc" is no command/, /check/],
    'a mistyped flag': [() => given('--efects', 'GET /x'), /--efects is no flag of check/, /--effects/],
    'a flag without its value': [() => given('--body'), /--body has no value/],
    'a flag that was given twice': [() => given('-d', BODY, '--seed', '1', '--seed', '2'), /--seed was given 2 times/],
    'a time without a unit': [() => given('-d', BODY, '--time', '20'), /--time "20" is no duration/, /say the unit: 20s/],
    'a number that is none': [() => given('-d', BODY, '--requests', 'many'), /--requests "many" is no whole number/],
    'a safe method': [() => given('-X', 'GET'), /GET \/charges is safe/, /--method POST/],
    'a header that is none': [() => given('-d', BODY, '-H', 'Accept'), /--header "Accept" is no header line/, /Name: value/],
    'a header that sets the key': [() => given('-d', BODY, '-H', 'idempotency-key: 1'), /--header sets Idempotency-Key/, /--key '\{\{uuid\}\}'/],
    'a key that is always the same': [() => given('-d', BODY, '--key', 'mine'), /gives every operation the same key/, /\{\{uuid\}\} or \{\{nonce\}\}/],
    'a key field and no body': [() => given('--key-field', '/key'), /--key-field puts the key in the body, and there is no --body/],
    'a capture without a setup': [() => given('-d', BODY, '--capture', 'customer=/id'), /--capture was given without --setup/],
    'a capture that is none': [() => given('-d', BODY, '--setup', 'POST /customers {}', '--capture', 'customer'), /is no capture/, /customer=\/id/],
    'a capture that nothing gives': [() => given('-d', '{"c":"{{customer}}","r":"{{nonce}}"}'), /unknown placeholder \{\{customer\}\}/],
    'an unknown property': [() => given('-d', BODY, '--property', 'single-efect'), /--property "single-efect" is no property/, /single-effect/],
    'an unknown property to skip': [() => given('-d', BODY, '--skip-property', 'markers'), /--skip-property "markers"/, /marker/],
    'an unknown property to require': [() => given('-d', BODY, '--require', 'isolatoin'), /--require isolatoin: there is no such property/, /isolation/],
    'an unknown contract': [() => given('-d', BODY, '--contract', 'strip'), /--contract strip: there is no such contract/, /stripe/],
    'a contract file that is not there': [() => given('-d', BODY, '--contract', './mine.json'), /--contract: \.\/mine\.json cannot be read: there is no such file/],
    'a body file that is not there': [() => given('-d', '@body.json'), /--body: body\.json cannot be read/],
    'a certificate that is not there': [() => given('-d', BODY, '--cacert', 'ca.pem'), /--cacert: ca\.pem cannot be read/],
    'a configuration that is not there': [() => ['check', '--config', 'retryproof.json'], /--config: retryproof\.json cannot be read/],
    'a key format of another kind': [() => given('-d', BODY, '--key-format', 'qouted'), /--key-format "qouted" is none of raw, quoted/],
    'a proxy that is no URL': [() => given('-d', BODY, '--proxy', 'https://localhost:1'), /--proxy "https:\/\/localhost:1" is no http URL/, /http:\/\/localhost:3128/],
    'a principal that is no header': [() => given('-d', BODY, '--principal', 'alice'), /--principal "alice" is no header line/],
    'a counterexample that is not there': [() => ['replay', 'c.jsonl'], /replay: c\.jsonl cannot be read/],
    'no history to judge': [() => ['recheck'], /recheck was given no file/],
    'a report in a directory that is not there': [() => given('-d', BODY, '--json', 'no/r.json'), /no\/r\.json cannot be written: there is no such file or directory/],
  };

  it.each(Object.entries(cases))('should be told of %s, and nothing be sent', async (_, [args, ...says]) => {
    const { code, err, text } = await retryproof(args(), { withinMs: 10_000 });
    for (const sentence of says) expect(text).toMatch(sentence);
    expect(code, text).toBe(2);
    expect(err.trimEnd().split('\n').every((line) => line.startsWith('retryproof: ')), err).toBe(true);
    expect(connections).toBe(0);
  });
});

describe('wrong files', () => {
  const files: { readonly [name: string]: readonly [text: string, args: (file: string) => readonly string[], ...says: RegExp[]] } = {
    'a contract that is not JSON': ['{version: 1}', (file) => given('-d', BODY, '--contract', file), /--contract: .*x\.json is not JSON/],
    'a contract with a mistyped field': ['{"version":1,"name":"mine","inFligth":["conflict"]}', (file) => given('-d', BODY, '--contract', file), /inFligth/, /inFlight/],
    'a contract with a wrong value': ['{"version":1,"name":"mine","retentionMs":"1 day"}', (file) => given('-d', BODY, '--contract', file), /retentionMs/, /number/i],
    'a contract of another version': ['{"version":9,"name":"mine"}', (file) => given('-d', BODY, '--contract', file), /version/],
    'a configuration with a mistyped option': ['{\n"url":"http://localhost/x",\n"efects":[]}', (file) => ['check', '--config', file], /line 3: "efects" is no option/, /effects/],
    'a configuration that is no object': ['[]', (file) => ['check', '--config', file], /holds no JSON object/],
    'a configuration with a variable that is not set': ['{"url":"http://localhost/x","header":["A: ${NO_SUCH}"]}', (file) => ['check', '--config', file], /the environment has no NO_SUCH/],
    'a certificate that is none': ['hello', (file) => given('-d', BODY, '--cacert', file, '--time', '1s'), /--cacert|certificate/],
    'a history that is none': ['hello\nworld\n', (file) => ['recheck', file], /line 1: not JSON/],
    'an empty history': ['', (file) => ['recheck', file], /holds no history/],
    'a history of another format': ['{"format":"har"}\n', (file) => ['recheck', file], /not "retryproof-history"/],
    'a counterexample that is a report': ['{"format":"retryproof-report"}\n', (file) => ['replay', file], /is no counterexample file, but a report/],
    'a counterexample that is a contract': ['{\n  "version": 1\n}\n', (file) => ['replay', file], /is no counterexample file, but other JSON/],
    'a contract that is several reports': ['{"format":"retryproof-reports","reports":[]}', (file) => given('-d', BODY, '--contract', file), /holds reports, and no contract/, /jq '\.reports\[0\]\.contract' \.\/x\.json/],
    'a contract that is a whole report': ['{"format":"retryproof-report","contract":{}}', (file) => given('-d', BODY, '--contract', file), /is a report, and no contract: its contract is under "contract"/, /jq \.contract \.\/x\.json/],
  };

  it.each(Object.entries(files))('should be told of %s', async (_, [content, args, ...says]) => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'x.json'), content);
    const { code, text } = await retryproof(args('./x.json'), { cwd, withinMs: 10_000 });
    for (const sentence of says) expect(text).toMatch(sentence);
    expect(code, text).toBe(2);
    expect(connections).toBe(0);
  });

  it('should be told of a --history that is a file, before anything is sent', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'h'), '');
    const { code, text } = await retryproof(check(url, '--history', 'h'), { cwd });
    expect(text).toMatch(/--history h cannot be written: a file is in the way/);
    expect([code, connections]).toEqual([2, 0]);
  });

  it('should be told of a --history below a directory that is a file', async () => {
    const cwd = fresh();
    mkdirSync(join(cwd, 'a'));
    writeFileSync(join(cwd, 'a/b'), '');
    const { code, text } = await retryproof(check(url, '--history', 'a/b/c'), { cwd });
    expect(text).toMatch(/--history a\/b\/c cannot be written: part of its path is not a directory/);
    expect([code, connections]).toEqual([2, 0]);
  });
});

describe('a host that is not this machine', () => {
  const elsewhere = ['http://192.0.2.1/charges', 'http://example.com/charges', 'https://[2001:db8::1]/charges', 'http://localhost.example.com/charges', 'http://127.0.0.1.example.com/', 'http://0x7f000002.example/'];

  it.each(elsewhere)('should be refused: %s', async (target) => {
    const { code, text, tookMs } = await retryproof(['check', target, '-d', BODY, '--time', '2s']);
    expect(text).toMatch(/is not this machine, and nobody allowed it/);
    expect(text).toMatch(/--allow-host/);
    expect(code, text).toBe(5);
    expect(tookMs).toBeLessThan(2_000);
  });

  it('should be refused as a further instance, without any connection to the first', async () => {
    const { code, text } = await retryproof(counted(url, '--url', 'http://192.0.2.1'));
    expect(text).toMatch(/192\.0\.2\.1 is not this machine/);
    expect([code, connections]).toEqual([5, 0]);
  });

  it('should be refused as a proxy', async () => {
    const { code, text } = await retryproof(counted(url, '--proxy', 'http://192.0.2.1:3128'));
    expect(text).toMatch(/192\.0\.2\.1 is not this machine/);
    expect([code, connections]).toEqual([5, 0]);
  });

  it('should be refused in a saved report too', async () => {
    const cwd = fresh();
    await retryproof(['check', elsewhere[0]!, '-d', BODY, '--json', 'r.json', '--junit', 'r.xml', '--quiet'], { cwd });
    expect(reportIn(cwd)).toMatchObject({ exitCode: 5, trouble: { kind: 'refused' }, stats: { requests: 0 } });
  });
});

