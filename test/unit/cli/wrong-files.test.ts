import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import * as engine from '../../../src/check/index.js';
import type { CheckOptions } from '../../../src/check/options.js';
import { run as recheck } from '../../../src/cli/commands/recheck.js';
import { run as replay } from '../../../src/cli/commands/replay.js';
import type { Io } from '../../../src/cli/io.js';
import { explainError } from '../../../src/cli/main.js';
import type { Engine } from '../../../src/cli/engine.js';
import type { HistoryEvent, Json, JsonObject } from '../../../src/model/index.js';
import { pointerJoin } from '../../../src/model/index.js';
import { writeCounterexample } from '../../../src/report/index.js';
import { CALIBRATION, EVENTS, FINDING, HISTORY } from '../report/literal.js';

const cwd = mkdtempSync(join(tmpdir(), 'retryproof-wrong-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const OPTIONS: CheckOptions = {
  url: ['http://localhost:3000/charges'], exec: 'node shop.mjs', method: 'POST', headers: ['Accept: */*'], bodies: ['{"amount":5,"reference":"{{nonce}}"}'], effects: ['GET /charges?reference={{nonce}}'],
  principals: ['Authorization: Bearer a', 'Authorization: Bearer b'], also: 'POST /refunds', alsoBody: '{"reference":"{{nonce}}"}', alsoEffects: 'GET /refunds?reference={{nonce}}', setups: ['POST /customers {}'],
  captures: ['customer=/id'], properties: ['single-effect'], require: ['overlapped>=5'], seed: 7, timeMs: 20_000, runs: 5, rate: 50, sink: '4010', sinkAnswer: '201', taps: ['redis=6379'], tls: { insecure: true },
  proxy: 'http://localhost:3128', failFast: true, strict: false, retentionMs: 5_000,
};

/** One of each type that the literal history has none of, and members that may be there. */
const MORE: readonly HistoryEvent[] = [
  { type: 'capture', atMs: 1, operation: 0, control: 0, values: {} },
  { type: 'clock', atMs: 1, byMs: 5 },
  { type: 'reused', atMs: 1, operation: 0, control: 0 },
  { type: 'crowd', atMs: 1, what: 'begin', count: 40 },
  { type: 'disruption', atMs: 1, id: 'd0', what: 'redis is slow', begins: { kind: 'outage', of: 'redis', how: 'delay', durations: 8, by: 0.5 } },
  { type: 'downstream', atMs: 1, operation: 0, call: 7, what: 'arrives', nonce: 'n', method: 'POST', path: '/p', key: 1, effect: 'applied', act: { kind: 'lose-after', heldDurations: 0.5 } },
  { type: 'downstream', atMs: 2, operation: 0, call: 7, what: 'ends', ending: 'answered', status: 200 },
];

const calibration = {
  ...CALIBRATION, noise: ['cookie' as const], framings: ['split' as const], fillers: [{ pointer: '/note', length: 9 }], downstream: { calls: 1, arrivesMs: 2, awaited: true },
  observations: [{ question: 'ordinary' as const, answers: [{ class: 'accepted' as const, status: 201, sameBody: true, tookMs: 5 }] }],
};
const FILE = writeCounterexample({ ...FINDING, history: { head: { ...HISTORY.head, calibration }, events: [...MORE, ...EVENTS] } }, OPTIONS as unknown as JsonObject);
const LINES = FILE.trimEnd().split('\n').map((line) => JSON.parse(line) as JsonObject);

interface Place {
  readonly line: number;
  readonly at: string;
  readonly path: readonly string[];
  readonly value: Json;
}

function placesIn(value: Json, line: number, path: readonly string[] = []): Place[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, each]) => placesIn(each as Json, line, [...path, name])) : [];
  return path.length === 0 ? inner : [{ line, path, value, at: path.reduce((at, name) => pointerJoin(at, name), '') }, ...inner];
}

const PLACES = LINES.flatMap((value, line) => placesIn(value, line));

function replaced(value: Json, [name, ...rest]: readonly string[], by: Json): Json {
  if (name === undefined) return by;
  const [key, whole] = Array.isArray(value) ? [Number(name), [...(value as Json[])] as unknown as Record<string, Json>] : [name, { ...(value as JsonObject) } as Record<string, Json>];
  whole[key] = replaced(whole[key] as Json, rest, by);
  return whole as Json;
}

/** Runs all of a replay that comes before anything is sent. */
const stopped: Engine = { ...engine, replay: (saved, options, hooks) => engine.replay(saved, options, { ...hooks, signal: AbortSignal.abort() }) };

const load = () => Promise.resolve(stopped);
const RUNS = {
  recheck: (io: Io) => recheck({ files: ['x.jsonl'] }, io, load, () => Promise.resolve(0)),
  replay: (io: Io) => replay({ file: 'x.jsonl', exec: 'true' }, io, load, () => Promise.resolve(0)),
};

async function told(command: 'recheck' | 'replay', { line, path }: Place, by: Json): Promise<{ readonly code: number; readonly err: string }> {
  writeFileSync(join(cwd, 'x.jsonl'), LINES.map((each, index) => `${JSON.stringify(index === line ? replaced(each, path, by) : each)}\n`).join(''));
  let err = '';
  const io: Io = { stdout: { write: () => undefined }, stderr: { write: (text) => (err += text) }, env: {}, cwd };
  // Without the command line before it, which takes longer than all the rest.
  const code = await RUNS[command](io).catch((error: unknown) => explainError(error, io));
  return { code, err };
}

const kindOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);

/** Values of the user's own, of which any is lawful; and a date, which is for people. */
const ANY = /\/draws\/|^\/counterexample\/options\/(contract|properties)\b/;
/** Lawful in two kinds. */
const EITHER: { readonly [kind: string]: RegExp } = { object: /\/(request|response)\/body$|\/fault\/at$/, null: /\/(request|response)\/body$|\/status$/, string: /\/options\/url$|\/probe$/ };
const isLawful = ({ at }: Place, by: Json): boolean => ANY.test(at) || (kindOf(by) !== 'object' && EITHER[kindOf(by)]?.test(at) === true);

const WRONG: readonly Json[] = [null, 'x', 7, true, [], {}];

describe.each(['recheck', 'replay'] as const)('%s of a file in which a field has the wrong type', (command) => {
  // A history is judged without its options.
  const read = command === 'replay' ? PLACES : PLACES.filter(({ at }) => !at.startsWith('/counterexample'));

  it('should refuse it as bad input, whichever field it is', async () => {
    expect(read.length).toBeGreaterThan(200);
    const passed: string[] = [];
    for (const place of read) {
      for (const by of WRONG) {
        if (kindOf(by) === kindOf(place.value) || isLawful(place, by)) continue;
        const { code, err } = await told(command, place, by);
        if (code !== 2 || !/x\.jsonl|the saved history/.test(err)) passed.push(`line ${place.line + 1} ${place.at} ${JSON.stringify(by)}: ${code} ${err.split('\n')[0]}`);
      }
    }
    expect(passed).toEqual([]);
  }, 60_000);

  it('should never blame itself, whatever stands there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PLACES), fc.jsonValue(), async (place, by) => {
        const { err } = await told(command, place, by as Json);
        expect(err).not.toMatch(/the kit itself failed|^ {4}at /m);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('should take it as it was saved', async () => {
    const place = PLACES.find(({ at }) => at === '/id') as Place;
    const { code, err } = await told(command, place, place.value);
    expect(err).not.toMatch(/x\.jsonl|saved history/);
    expect(code).not.toBe(2);
  });
});

it('should tell whoever has --exec start the service of a certificate that is none', async () => {
  const place = PLACES.find(({ at }) => at === '/counterexample/options/tls') as Place;
  const { code, err } = await told('replay', place, { ca: 'x' });
  expect(err).toContain('(--cacert) are no PEM text');
  expect(code).toBe(2);
});
