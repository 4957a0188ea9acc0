import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createTls } from 'node:https';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

import { certificate } from '../adapters/certificate.js';
import { forwardProxy } from '../adapters/proxy.js';
import type { Answer, Call, Handler } from '../zoo/base/http.js';
import { newEntry, Records, type Entry } from '../zoo/base/records.js';
import { build, conflictRules, waitingRules } from '../zoo/base/services.js';
import { stripeLike, FormShop } from '../zoo/correct/form-encoded.js';
import checkThenAct from '../zoo/planted/check-then-act.js';
import keyInBody from '../zoo/correct/key-in-body.js';
import type { Report } from './targets/cli.js';
import { BODY, check, counted, EFFECTS, failures, fresh, historiesIn, reportIn, retryproof } from './targets/cli.js';
import { always, around, correct, json, on, problem, serve } from './targets/servers.js';

/** A correct service with a door before it, which may answer in its place. */
async function behind(door: (call: Call) => Answer | undefined): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const url = await serve(around((call, inner) => (calls.push(call), door(call) ?? inner())));
  return { url, calls };
}

/** Few plans, quickly, with a report. */
const QUICK = ['--runs', '40', '--time', '4s', '--json', 'r.json'];

/** Plans of calibration have addresses from here on; questions are asked of them in many forms. */
const CALIBRATION = 1_000_000;

const verdictOf = ({ verdicts }: Report, id: string): string | undefined => verdicts.find((each) => each.id === id)?.verdict;

/** `sound` where nothing is violated and single-effect was put to the test. */
function soundness(report: Report): string {
  const broken = failures(report);
  if (broken.length > 0) return broken.join('\n');
  return verdictOf(report, 'single-effect') === 'pass' ? 'sound' : 'single-effect was not put to the test';
}

describe('limits', () => {
  it('--requests is never exceeded', async () => {
    const { url, calls } = await behind(() => undefined);
    const { code, text } = await retryproof(counted(url, '--requests', '300', '--time', '4s'));
    expect(text).toMatch(/the cap of 300 requests was reached.*raise --requests/);
    expect(code, text).toBe(4);
    expect(calls.length).toBeLessThanOrEqual(300);
    expect(calls.length).toBeGreaterThan(200);
  });

  it('--requests too few for calibration says so', async () => {
    const { url, calls } = await behind(() => undefined);
    const { code, text } = await retryproof(counted(url, '--requests', '5', '--time', '4s'));
    expect(text).toMatch(/cap of 5 requests was reached in calibration.*raise --requests/);
    expect([code, calls.length]).toEqual([4, 5]);
  });

  it('--rate is kept, and the run still ends in time', async () => {
    const { url, calls } = await behind(() => undefined);
    const { code, tookMs, text } = await retryproof(counted(url, '--rate', '50', '--time', '3s'));
    expect(calls.length).toBeLessThanOrEqual(50 * (tookMs / 1000) + 10);
    expect(tookMs).toBeLessThan(8_000);
    expect([0, 4], text).toContain(code);
  });

  it('--runs is the number of plans', async () => {
    const { url } = await behind(() => undefined);
    const { cwd, tookMs } = await retryproof(counted(url, '--runs', '10', '--time', '30s', '--json', 'r.json'));
    // Besides, plans with keys that cannot be salted run last.
    expect(reportIn(cwd).stats.plans).toBeGreaterThanOrEqual(10);
    expect(reportIn(cwd).stats.plans).toBeLessThan(30);
    expect(tookMs).toBeLessThan(15_000);
  });

  it('--fail-fast ends with the first violation', async () => {
    const running = await checkThenAct.start();
    const { code, tookMs, cwd } = await retryproof(counted(running.url, '--fail-fast', '--time', '60s', '--json', 'r.json'), { withinMs: 30_000 }).finally(() => running.close());
    expect(code).toBe(1);
    expect(reportIn(cwd).verdicts.find(({ findings }) => findings.length > 0)?.id).toBe('single-effect');
    expect(tookMs).toBeLessThan(30_000);
  });
});

describe('plans', () => {
  it('--dry-run sends nothing, and the same seed prints the same plans', async () => {
    const { url, calls } = await behind(() => undefined);
    const dry = (seed: string) => retryproof(counted(url, '--dry-run', '--seed', seed, '--history', 'h'));
    const [one, same, other] = [await dry('5'), await dry('5'), await dry('6')];
    expect(one.out).toBe(same.out);
    expect(one.out).not.toBe(other.out);
    expect(one.out).toMatch(/10 plans; nothing was sent/);
    expect([one.code, calls.length, readdirSync(one.cwd)]).toEqual([0, 0, []]);
  });

  it('--seed gives the same plan at the same address', async () => {
    const plans = async (seed: string) => {
      const { cwd } = await retryproof(counted(await serve(correct()), ...QUICK, '--seed', seed, '--history', 'h'));
      return new Map(historiesIn(join(cwd, 'h')).filter(({ head }) => head.plan.address.index < CALIBRATION).map(({ head: { plan } }) => [JSON.stringify(plan.address), JSON.stringify(plan)]));
    };
    const [one, same] = [await plans('5'), await plans('5')];
    const shared = [...one.keys()].filter((address) => same.has(address));
    expect(shared.length).toBeGreaterThan(20);
    for (const address of shared) expect(same.get(address)).toBe(one.get(address));
  });
});

describe('callers and secrets', () => {
  const SECRET = 'hunter2-hunter2-hunter2';
  const guarded = () => behind((call) => (call.principal === `Bearer ${SECRET}` ? undefined : problem(401, 'unauthorized')));

  it('--principal exec: asks a command for the headers', async () => {
    const { url, calls } = await guarded();
    const { code, text, cwd } = await retryproof(counted(url, ...QUICK, '--principal', `exec:printf 'Authorization: Bearer %s\\n' ${SECRET}`));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect([0, 4]).toContain(code);
    expect(calls.every(({ principal }) => principal === `Bearer ${SECRET}`)).toBe(true);
  });

  it('--principal exec: asks again after a 401', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'token.sh'), `n=$(cat ${cwd}/n 2>/dev/null || echo 0); n=$((n+1)); echo $n > ${cwd}/n; echo "X-Token: t$n"`);
    let wanted = 1;
    let calls = 0;
    const url = await serve(around((call, inner) => {
      calls += 1;
      if (calls === 200) wanted = 2;
      return call.headers['x-token'] === `t${wanted}` ? inner() : problem(401, 'expired');
    }));
    const { text } = await retryproof(counted(url, ...QUICK, '--principal', `exec:sh ${cwd}/token.sh`), { cwd });
    expect(readFileSync(join(cwd, 'n'), 'utf8').trim()).toBe('2');
    expect(failures(reportIn(cwd)), text).toEqual([]);
  });

  it.for([
    ['fails', 'exec:echo no such user >&2; false', /--principal exec: the command failed \(no such user\)/],
    ['prints no headers', 'exec:echo token', /must print header lines/],
    ['is not there', 'exec:./no-such-command', /--principal exec: the command failed/],
  ] as const)('--principal exec: a command that %s is told of', async ([, principal, says]) => {
    const { url, calls } = await guarded();
    const { code, text } = await retryproof(counted(url, ...QUICK, '--principal', principal));
    expect(text).toMatch(says);
    expect([code, calls.length]).toEqual([2, 0]);
  });

  it('no secret reaches any file or output', async () => {
    const running = await serve((() => {
      const careless = build({ ...conflictRules(), key: () => undefined });
      return async (call: Call) => {
        const answer = await careless(call);
        return { ...answer, headers: { ...answer.headers, 'set-cookie': `sid=${SECRET}-cookie; Path=/`, 'x-session-token': `${SECRET}-token` }, body: answer.body.replace(/\}$/, `,"client_secret":"${SECRET}-body"}`) };
      };
    })());
    const body = BODY.replace('{', `{"card":{"number":"4242${SECRET}"},"password":"${SECRET}-p",`);
    const { code, text, cwd } = await retryproof(
      ['check', `${running}/charges?api_key=${SECRET}-query`, '-d', body, '--effects', `${EFFECTS}&access_token=${SECRET}`, '-H', `Authorization: Bearer ${SECRET}`, '-H', `Cookie: a=${SECRET}`, '--time', '3s', '--json', 'r.json', '--junit', 'r.xml', '--history', 'h'],
      { env: { TOKEN: 'unrelated-value' } },
    );
    expect(code, text).toBe(1);
    expect(text).not.toContain(SECRET);
    const written = filesIn(cwd);
    expect(written.length).toBeGreaterThanOrEqual(4);
    for (const [file, content] of written) expect(content.includes(SECRET), `${file}: ${content.slice(Math.max(0, content.indexOf(SECRET) - 200), content.indexOf(SECRET) + 60)}`).toBe(false);
  });
});

function filesIn(dir: string): [string, string][] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'utf8')]);
}

describe('describing the service', () => {
  it('--setup and --capture prepare each operation', async () => {
    const customers = new Set<string>();
    const url = await serve(around((call, inner) => {
      if (call.path === '/customers') {
        const id = `cus_${customers.size + 1}`;
        customers.add(id);
        return json(201, { data: { id } });
      }
      if (call.method === 'POST' && !customers.has((JSON.parse(call.text) as { customer: string }).customer)) return problem(400, 'no_such_customer');
      return inner();
    }));
    const body = BODY.replace('{', '{"customer":"{{customer}}",');
    const { text, cwd } = await retryproof(['check', `${url}/charges`, '-d', body, '--effects', EFFECTS, '--setup', 'POST /customers {"name":"{{string 3 9}}"}', '--capture', 'customer=/data/id', ...QUICK]);
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect(customers.size).toBeGreaterThan(40);
  });

  it('--setup that fails is inconclusive, with its name', async () => {
    const { url } = await behind((call) => (call.path === '/customers' ? problem(500, 'oops') : undefined));
    const { code, text } = await retryproof(counted(url, '--setup', 'POST /customers {}'));
    expect(text).toMatch(/setup POST \/customers was not answered with a 2xx.*make the --setup requests succeed/);
    expect(code, text).toBe(4);
  });

  /** Always 200: what became of a request stands in its body. */
  const alwaysOk: () => Handler = () => {
    const inner = build(waitingRules());
    return async (call) => {
      const answer = await inner(call);
      if (call.method !== 'POST') return answer;
      const tree = JSON.parse(answer.body) as object;
      return json(200, answer.status === 201 ? { ok: true, ...tree } : { ok: false, ...tree, code: answer.status });
    };
  };

  it('--success is a pointer where everything is a 200', async () => {
    const { code, text, cwd } = await retryproof(counted(await serve(alwaysOk()), '--success', '/ok', ...QUICK));
    expect(failures(reportIn(cwd)), text).toEqual([]);
    expect([0, 4], text).toContain(code);
  });

  it('--success may also be a status set', async () => {
    const { text } = await retryproof(counted(await serve(correct()), '--success', '200,204', ...QUICK));
    expect(text).toMatch(/an ordinary POST \/charges was answered 201/);
  });

  it('--key-field puts the key in the body', async () => {
    const running = await keyInBody.start();
    const { text, cwd } = await retryproof(counted(running.url, '--key-field', '/idempotency_key', ...QUICK)).finally(() => running.close());
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('--key is the form of every key, and --key-header its name', async () => {
    const seen: string[] = [];
    const url = await serve(around((call, inner) => {
      const key = call.headers['x-request-id'];
      if (call.method === 'POST' && typeof key === 'string') seen.push(key);
      if (call.method === 'POST' && (typeof key !== 'string' || !/^req_[0-9a-f-]{36}$/i.test(key))) return problem(400, 'bad_key');
      return inner();
    }));
    const { cwd, text } = await retryproof(counted(url, '--key-header', 'X-Request-Id', '--key', 'req_{{uuid}}', ...QUICK));
    expect(seen.filter((key) => key.startsWith('req_')).length, text).toBeGreaterThan(50);
    expect(reportIn(cwd).contract['key']).toMatchObject({ in: 'header', name: 'X-Request-Id' });
  });

  it('--id says where the resource id stands', async () => {
    const handler = build({ ...conflictRules(), key: () => undefined });
    const nested = async (call: Call) => {
      const answer = await handler(call);
      return call.method === 'POST' ? json(answer.status, { charge: { ref: (JSON.parse(answer.body) as { id?: string }).id } }) : answer;
    };
    const { code, text, cwd } = await retryproof(check(await serve(nested), '--id', '/charge/ref', '--time', '3s', '--json', 'r.json'));
    expect(code, text).toBe(1);
    // Without a probe the ids are the weak form of counting.
    expect(failures(reportIn(cwd)).join('\n')).toMatch(/^single-effect/m);
  });

  it('--effects-count points at what is counted', async () => {
    const url = await serve(around(async (call, inner) => (call.method === 'GET' ? json(200, { page: { items: JSON.parse((await inner()).body) as unknown, other: [1] } }) : inner())));
    const { text, cwd } = await retryproof(counted(url, '--effects-count', '/page/items', ...QUICK));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('bodies may be forms', async () => {
    const url = await serve(stripeLike(new FormShop()));
    const { text, cwd } = await retryproof(['check', `${url}/charges`, '-d', 'amount={{int 1 5000}}&currency={{pick usd eur}}&metadata[reference]={{nonce}}', '--effects', EFFECTS, '--contract', 'stripe', ...QUICK]);
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('--contract FILE is what --json printed, and --config holds flags', async () => {
    const url = await serve(correct());
    const first = await retryproof(counted(url, ...QUICK));
    writeFileSync(join(first.cwd, 'mine.json'), JSON.stringify(reportIn(first.cwd).contract));
    writeFileSync(join(first.cwd, 'config.json'), JSON.stringify({ url: `${url}/charges`, body: JSON.parse(BODY) as object, effects: [EFFECTS], contract: './mine.json', runs: 40, time: '4s', json: undefined }));
    const second = await retryproof(['check', '--config', 'config.json', '--json', 'again.json'], { cwd: first.cwd });
    const report = reportIn(first.cwd, 'again.json');
    expect(soundness(report), second.text).toBe('sound');
    expect(report.notes.filter(({ kind }) => kind === 'adopted' || kind === 'deviation'), second.text).toEqual([]);
  });
});

describe('the way there', () => {
  it('--unix-socket', async () => {
    const path = join(fresh(), 's');
    await on(createHttp, { path });
    const { text, cwd } = await retryproof(counted('http://service.internal', '--unix-socket', path, ...QUICK));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('--unix-socket that is not there', async () => {
    const { code, text } = await retryproof(counted('http://localhost', '--unix-socket', '/no/such/socket'));
    expect(text).toMatch(/there is no such socket file/);
    expect(code, text).toBe(3);
  });

  it.for([['--cacert'], ['--insecure']] as const)('%s', async ([flag]) => {
    const url = await on((listener) => createTls(certificate(), listener), { scheme: 'https' });
    const cwd = fresh();
    writeFileSync(join(cwd, 'ca.pem'), certificate().cert);
    const { text } = await retryproof(counted(url, ...(flag === '--cacert' ? [flag, 'ca.pem'] : [flag]), ...QUICK), { cwd });
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('--proxy, whose password is written nowhere', async () => {
    const { proxy, lines } = await forwardProxy('me:hunter2hunter2');
    const { text, cwd } = await retryproof(counted(await serve(correct()), '--proxy', proxy, ...QUICK, '--history', 'h'));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect(lines.length).toBeGreaterThan(100);
    for (const [file, content] of filesIn(cwd)) expect(content.includes('hunter2'), file).toBe(false);
  });

  it('--proxy that refuses', async () => {
    const { proxy } = await forwardProxy('me:right');
    const { code, text } = await retryproof(counted(await serve(correct()), '--proxy', proxy.replace('right', 'wrong')));
    expect(text).toMatch(/407/);
    expect([3, 4], text).toContain(code);
  });
});

describe('what is judged', () => {
  it('--property judges only that', async () => {
    const { code, text, cwd } = await retryproof(counted(await serve(correct()), '--property', 'single-effect', '--property', 'not-stuck', ...QUICK));
    expect(reportIn(cwd).verdicts.map(({ id }) => id).toSorted()).toEqual(['not-stuck', 'single-effect']);
    expect([0, 4], text).toContain(code);
  });

  it('--skip-property hides that, and then there is no pass without it', async () => {
    const { code, text, cwd } = await retryproof(counted(await serve(correct()), '--skip-property', 'single-effect', ...QUICK));
    expect(verdictOf(reportIn(cwd), 'single-effect')).toBeUndefined();
    expect(text).toMatch(/single-effect was not checked \(it was left out\)/);
    expect(code).toBe(4);
  });

  it('--require makes a property that was not checked inconclusive', async () => {
    const { code, text } = await retryproof(counted(await serve(correct()), '--require', 'isolation', ...QUICK));
    expect(text).toMatch(/isolation was not checked/);
    expect(code, text).toBe(4);
  });

  it('a named contract makes a failure of what would have been adopted', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'mine.json'), '{"version":1,"name":"mine","missingKey":"reject"}');
    const { code, text } = await retryproof(counted(await serve(correct()), '--contract', './mine.json', ...QUICK), { cwd });
    expect(reportIn(cwd).notes.some(({ kind, text: note }) => kind === 'deviation' && note.includes('missingKey')), text).toBe(true);
    expect(failures(reportIn(cwd)).map((each) => each.split('/')[0]), text).toContain('missing-key');
    expect(code).toBe(1);
  });
});

describe('reports', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema/report.json', import.meta.url), 'utf8')) as object;

  it.for([
    ['a violation', async () => build({ ...conflictRules(), key: () => undefined }), 1],
    ['an unreachable probe', async () => around((call, inner) => (call.method === 'GET' ? problem(500, 'oops') : inner())), 4],
    ['everything refused', async () => always(problem(401, 'unauthorized')), 4],
  ] as const)('of %s are valid', async ([, handler, expected]) => {
    const { code, text, cwd } = await retryproof(counted(await serve(await handler()), '--json', 'r.json', '--junit', 'r.xml', '--time', '2s'));
    expect(code, text).toBe(expected);
    const valid = new Ajv2020({ strict: false, validateFormats: false });
    expect(valid.validate(schema, JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))), valid.errorsText()).toBe(true);
    expect(wrongXml(readFileSync(join(cwd, 'r.xml'), 'utf8'))).toBe('');
  });
});

/** Elements that are left open or closed out of order, and what stands bare that must not: nothing, where well-formed. */
function wrongXml(xml: string): string {
  const TAG = /<(\/?)([\w-]+)(?:\s+[\w-]+="[^"<]*")*\s*(\/?)>/g;
  const body = xml.replace(/^<\?xml[^>]*\?>/, '');
  const open: string[] = [];
  for (const [, close, name = '', self] of body.matchAll(TAG)) {
    if (close === '' && self === '') open.push(name);
    else if (close === '/' && open.pop() !== name) return `</${name}> closes nothing`;
  }
  return open.join() + (body.replaceAll(TAG, '').match(/<[^]{0,40}/)?.[0] ?? '') + (body.match(/&(?!amp;|lt;|gt;|quot;|#\d+;)[^]{0,40}/)?.[0] ?? '');
}

describe('replay and recheck', () => {
  it('replay says FAILED, FIXED and DRIFTED of one counterexample', async () => {
    let handler: Handler = racy();
    const url = await serve((call) => handler(call));
    const { code, text, cwd } = await retryproof(counted(url, '--time', '4s', '--fail-fast', '--json', 'r.json'));
    expect(code, text).toBe(1);
    const file = reportIn(cwd).verdicts.flatMap(({ id, findings }) => (id === 'single-effect' ? findings : [])).map(({ counterexample }) => counterexample.file)[0];
    expect(file).toBeTypeOf('string');
    const replay = () => retryproof(['replay', file ?? '', '--time', '3s'], { cwd });

    const failed = await replay();
    expect(failed.text).toMatch(/FAILED: single-effect was violated again in \d+ of 20 runs/);
    expect(failed.code).toBe(1);

    handler = correct();
    const fixed = await replay();
    expect(fixed.text).toMatch(/FIXED: single-effect held in all \d+ runs/);
    expect(fixed.code).toBe(0);

    handler = always(problem(403, 'forbidden'));
    const drifted = await replay();
    expect(drifted.text).toMatch(/DRIFTED: the target answers so differently/);
    expect(drifted.code).toBe(4);
  });

  it('replay of a target that is gone says that, and neither FIXED nor FAILED', async () => {
    const running = await checkThenAct.start();
    const { cwd } = await retryproof(counted(running.url, '--time', '3s', '--fail-fast', '--json', 'r.json')).finally(() => running.close());
    const file = reportIn(cwd).verdicts.flatMap(({ findings }) => findings).map(({ counterexample }) => counterexample.file)[0] ?? '';
    const { code, text } = await retryproof(['replay', file, '--time', '2s'], { cwd });
    expect(text).toMatch(/refused the connection|nothing listens/);
    expect(code, text).toBe(3);
  });

  it.for([['a buggy service', racy], ['a correct one', correct]] as const)('recheck of the masked histories of %s gives the same verdicts', async ([, make]) => {
    const { cwd, text } = await retryproof(counted(await serve(make()), '--time', '3s', '--json', 'r.json', '--history', 'h', '-H', 'Authorization: Bearer hunter2hunter2'));
    const [file = ''] = readdirSync(join(cwd, 'h')).filter((name) => name.startsWith('run-'));
    const again = await retryproof(['recheck', join('h', file), '--json', 'again.json'], { cwd });
    const [one, two] = [reportIn(cwd), reportIn(cwd, 'again.json')];
    const verdicts = ({ verdicts: all }: Report) => all.map(({ id, verdict }) => `${id} ${verdict}`);
    expect(verdicts(two), `${text}\n${again.text}`).toEqual(verdicts(one));
  });
});

/** Looks the key up and inserts it in two steps. */
class RacyRecords extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
    if (found === undefined && !this.entries.has(key)) this.entries.set(key, newEntry(fingerprint));
    return found;
  }
}

const racy: () => Handler = () => build({ ...conflictRules(), records: new RacyRecords() });
