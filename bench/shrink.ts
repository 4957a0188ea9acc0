import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { check } from '../src/check/index.js';
import type { Finding } from '../src/model/index.js';
import { operationsOf } from '../src/model/index.js';

/** How often a duplicate is executed again. */
const RATE = 0.2;
const seeds = Number(process.argv[2] ?? 200);

/** Ignores the key of a duplicate with a fixed chance, drawn from a seeded generator: the smallest schedule has two attempts. */
async function startTarget(seed: number): Promise<{ url: string; close: () => Promise<void> }> {
  const effects = new Map<string, number>();
  const answers = new Map<string, string>();
  let state = seed >>> 0;
  const chance = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') return void response.end(String(effects.get(url.searchParams.get('reference') ?? '') ?? 0));
    const text = await textOf(request);
    if (text === undefined) return;
    const { reference } = JSON.parse(text) as { reference: string };
    const key = String(request.headers['idempotency-key']);
    const stored = answers.get(key);
    if (stored === undefined || chance() < RATE) effects.set(reference, (effects.get(reference) ?? 0) + 1);
    const answer = stored ?? JSON.stringify({ id: key, reference });
    answers.set(key, answer);
    response.statusCode = 201;
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/charges`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Undefined where the body was cut on its way: it has no effect then. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  try {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    return request.complete && text.endsWith('}') ? text : undefined;
  } catch {
    return undefined;
  }
}

/** One operation, two attempts, one after the other, nothing else: no schedule without a duplicate can fail. */
function isMinimal({ plan }: Finding): boolean {
  const operations = operationsOf(plan);
  const attempts = operations.flatMap((each) => each.attempts);
  // The settling never repeats what was accepted, so that a lost answer makes the second attempt as well as a plan does.
  return plan.crowd.length === 0 && operations.length === 1 && (attempts.length === 2 ? attempts.every(({ fault, variant }) => fault === undefined && variant === undefined) : attempts.length === 1);
}

let minimal = 0;
let found = 0;
const took: number[] = [];
for (let seed = 1; seed <= seeds; seed += 1) {
  const { url, close } = await startTarget(seed);
  const body = '{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}';
  const result = await check({ url, bodies: [body], effects: ['GET /charges?reference={{nonce}}'], seed, timeMs: 60_000, failFast: true, properties: ['single-effect'] });
  const finding = result.verdicts.flatMap((verdict) => verdict.findings)[0];
  await close();
  took.push(result.stats.elapsedMs);
  if (finding === undefined) continue;
  found += 1;
  if (isMinimal(finding)) minimal += 1;
  else process.stdout.write(`seed ${seed}: ${JSON.stringify(finding.plan.steps)} ${finding.reproduction.note ?? ''}\n`);
}
took.sort((left, right) => left - right);
process.stdout.write(`failure rate ${RATE}: found ${found} of ${seeds}, minimal ${minimal} of ${found}, median time ${took[took.length >> 1]} ms\n`);
