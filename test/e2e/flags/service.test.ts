import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Call, Handler } from '../../zoo/base/http.js';
import { build, conflictRules, waitingRules } from '../../zoo/base/services.js';
import { stripeLike, FormShop } from '../../zoo/correct/form-encoded.js';
import keyInBody from '../../zoo/correct/key-in-body.js';
import { BODY, check, counted, EFFECTS, failures, reportIn, retryproof } from '../targets/cli.js';
import { around, correct, json, problem, serve } from '../targets/servers.js';
import { behind, QUICK, soundness } from './door.js';

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
    expect(text).toMatch(/setup POST \/customers was answered 500, and not with a 2xx: \{"error":"oops"\}.*make the --setup requests succeed/);
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
