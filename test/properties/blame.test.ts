import { describe, expect, it } from 'vitest';
import { distinctKeys, equivalentPayload, identicalReplay, isolation, missingKey, naturalIdempotence, payloadMismatch } from '../../properties/index.js';
import type { Json, Observation, Rate, Variant } from '../../src/model/index.js';
import type { Setting, Told } from './build.js';
import { facts, made } from './build.js';

const first = { at: [0, 10], got: made('c1') } as const;

/** What calibration saw of plain retries, before the history. */
function plainRetries(status: number): Setting {
  const answers: Observation['answers'] = Array.from({ length: 5 }, () => ({ class: status === 201 ? 'accepted' : 'mismatch', status, tookMs: 1 }));
  return { calibration: { observations: [{ question: 'finished-duplicate', answers }] } };
}

describe('equivalent-payload', () => {
  const disguises: Variant[] = [{ noise: ['user-agent'] }, { framing: 'chunked' }, { spelling: 'reordered' }];

  it.each(disguises)('should blame no disguise (%j) for what plain retries get as well', (variant) => {
    const told: Told[] = [{ sent: [first, { at: [20, 30], got: 422, variant }], effects: 1 }];
    expect(equivalentPayload.judge(facts(told, plainRetries(201))).verdict).toBe('fail');
    expect(equivalentPayload.judge(facts(told, plainRetries(422))).verdict).not.toBe('fail');
  });

  const cookie: Variant = { noise: ['cookie'] };
  const both: Variant = { noise: ['cookie', 'tracing'] };
  const refused = { at: [60, 70], got: 422, variant: cookie } as const;
  it.each<[string, string, Told['sent'][number][]]>([
    ['nothing was sent in between', 'fail', []],
    ['a retry with the same headers was answered', 'pass', [{ at: [20, 30], got: made('c1'), variant: both }]],
    ['a retry with other headers was answered', 'fail', [{ at: [20, 30], got: made('c1'), variant: { noise: ['tracing'] } }]],
    ['a retry with the same headers was answered while the first ran', 'fail', [{ at: [5, 30], got: made('c1'), variant: both }]],
    ['a body was cut', 'unknown', [{ at: [5, 50], got: 'fault', fault: { kind: 'body-stalled', ending: 'cut', durations: 1 } }]],
    ['another payload was refused', 'unknown', [{ at: [20, 30], got: 422, payload: 1, variant: { payload: { kind: 'nonce' } } }]],
    ['an invalid payload was refused', 'unknown', [{ at: [20, 30], got: 400, payload: 1, variant: { payload: { kind: 'invalid', pointer: '/amount' } } }]],
    ['a plain retry was answered', 'fail', [{ at: [20, 30], got: made('c1') }]],
  ])('should blame headers without meaning only where nothing else explains it: %s', (_, verdict, between) => {
    expect(equivalentPayload.judge(facts([{ sent: [first, ...between, refused], effects: 1 }])).verdict).toBe(verdict);
  });

  it('should blame no headers where another spelling, which the contract tells apart, was refused before', () => {
    const told = (got: number): Told[] => [{ sent: [first, { at: [20, 30], got, variant: { spelling: 'reordered' } }, refused], effects: 1 }];
    expect(equivalentPayload.judge(facts(told(422), { contract: { equivalence: 'bytes' } })).verdict).toBe('unknown');
    expect(equivalentPayload.judge(facts(told(503), { contract: { equivalence: 'bytes' } })).verdict).toBe('fail');
  });

  const spelled = (spelling: 'spaced' | 'reordered', got: Told['sent'][number]['got'], from = 20): Told['sent'][number] => ({ at: [from, from + 10], got, variant: { spelling } });
  it.each<[string, Told['sent'][number][], string | undefined]>([
    ['only the order differed', [spelled('reordered', 422)], 'is taken for another payload: the order of members counts, whatever else of the text does.'],
    ['white space alone passed', [spelled('spaced', made('c1')), spelled('reordered', 422, 40)], 'is taken for another payload: a1, with other white space alone, passed: it is the order of members that counts.'],
    ['it was executed', [spelled('reordered', made('c2'))], 'was executed as a new operation: the key is looked up together with the body, and the order of members counts, whatever else of the text does.'],
    ['white space was refused', [spelled('spaced', 422)], undefined],
  ])('should speak of member order where that is all that is known to count: %s', (_, more, means) => {
    const judgement = equivalentPayload.judge(facts([{ sent: [first, ...more], effects: 1 }]));
    const advice = judgement.verdict === 'fail' ? judgement.violations[0]?.advice?.means : judgement.verdict;
    expect(advice?.slice(Math.max(0, advice.indexOf('another order ') + 14))).toBe(means);
  });

  it('should leave plain retries to identical-replay', () => {
    const told: Told[] = [{ sent: [first, { at: [20, 30], got: 422 }], effects: 1 }];
    expect(identicalReplay.judge(facts(told, plainRetries(422))).verdict).toBe('fail');
  });
});

describe('identical-replay', () => {
  const stranger = { payload: 1, variant: { payload: { kind: 'nonce' } } } as const;
  it.each<[string, Told['sent'][number][], string]>([
    ['an identical one is told that its payload differs', [{ at: [20, 30], got: 422 }], 'The retry is told that its payload is another one, and it is the same: '],
    ['an identical one is refused otherwise', [{ at: [20, 30], got: 400 }], ''],
    ['another payload had been refused before', [{ at: [20, 30], got: 422, ...stranger }, { at: [40, 50], got: 422 }], 'A mismatching request damaged the record: '],
    ['half a body came in between', [{ at: [12, 18], got: 'fault', fault: { kind: 'body-stalled', ending: 'cut', durations: 1 } }, { at: [20, 30], got: 422 }], ''],
    ['another payload was refused after it', [{ at: [20, 30], got: 400 }, { at: [40, 50], got: 422, ...stranger }], ''],
    ['it was spelled otherwise from the beginning', [{ at: [20, 30], got: 422, body: '{ }' }], ''],
  ])('should advise by what the history shows of a refused retry: %s', (_, more, means) => {
    const judgement = identicalReplay.judge(facts([{ sent: [first, ...more], effects: 1 }]));
    const violation = judgement.verdict === 'fail' ? judgement.violations[0] : undefined;
    expect(violation?.cause).toBe('refused-after-acceptance');
    expect((violation?.advice?.means ?? '').split(/(?<=: )/)[0]).toBe(means);
  });

  it.each([
    ['the body is the same', { ...made('c1'), status: 200 }, 'status', /got status 200 instead of 201\.$/],
    ['the answer is another one altogether', { status: 200, body: { status: 'duplicate' } }, 'member-lost', /got status 200 instead of 201 and no member \/id, which was c1\.$/],
  ])('should call a status forgotten only where %s', (_, got, cause, sentence) => {
    const judgement = identicalReplay.judge(facts([{ sent: [first, { at: [20, 30], got }], effects: 1 }], { without: ['marker'] }));
    expect(judgement).toMatchObject({ verdict: 'fail', violations: [{ cause, sentence: expect.stringMatching(sentence) }] });
  });

  it('should leave a wait beside another request to isolation, or to nobody', () => {
    const told = (got: number, ...more: Told['sent']): Told[] => [
      { sent: [first, { at: [20, 22], got }, ...more], effects: 1 },
      { key: { kind: 'shared', of: 0 }, principal: 1, sent: [{ at: [15, 30], got: made('c2') }], effects: 1 },
    ];
    const verdicts = (operations: readonly Told[], setting?: Setting) => [identicalReplay, isolation].map((property) => property.judge(facts(operations, setting)).verdict);
    expect(verdicts(told(409))).toEqual(['unknown', 'pass']);
    expect(verdicts(told(409), plainRetries(422))).toEqual(['unknown', 'pass']);
    expect(verdicts(told(409), plainRetries(201))).toEqual(['unknown', 'fail']);
    expect(verdicts(told(409, { at: [40, 50], got: made('c1') }))).toEqual(['pass', 'fail']);
    // What is no "wait" is nobody else's.
    expect(verdicts(told(404), plainRetries(201))).toEqual(['fail', 'pass']);
    // A service may serve one request of an account at a time.
    const route: Told[] = told(409).map((each, index) => (index === 0 ? each : { ...each, principal: 0, route: 1 }));
    expect(verdicts(route, plainRetries(201))).toEqual(['unknown', 'pass']);
  });

  it('should compare retries that wait for nothing with first requests', () => {
    const rates = (got: number, beside: readonly Told[] = []) => {
      const { rates: all } = identicalReplay.judge(facts([{ sent: [first, { at: [20, 22], got }], effects: 1 }, ...beside])) as { rates?: readonly Rate[] };
      return all?.filter(({ cause }) => cause === 'refused-after-acceptance').map(({ cases, base }) => [cases.hits, cases.trials, base.hits, base.trials]);
    };
    const other: Told = { sent: [{ at: [18, 30], got: 409 }, { at: [40, 50], got: made('c2') }], effects: 1 };
    expect(rates(409)).toEqual([[1, 1, 0, 0], [0, 0, 0, 1]]);
    expect(rates(201)).toEqual([[0, 1, 0, 0], [0, 0, 0, 1]]);
    expect(rates(409, [other])).toEqual([[0, 1, 0, 0], [0, 0, 1, 2]]);
  });

  it('should allow one of two that overlapped to have more members, and not each to lack some of the other', () => {
    const causesOf = (body: Json) => {
      const judgement = identicalReplay.judge(facts([{ sent: [{ at: [0, 20], got: made('c1') }, { at: [1, 10], got: { ...made('c1'), body } }], effects: 1 }], { without: ['marker'] }));
      return judgement.verdict === 'fail' ? judgement.violations.map(({ cause }) => cause) : [];
    };
    expect(causesOf({ id: 'c1', amount: 5, replayed: true })).toEqual([]);
    expect(causesOf({ id: 'c1' })).toEqual([]);
    expect(causesOf({ status: 'duplicate' })).toEqual(['member-lost']);
  });

  it('should call neither of two that overlapped the repetition', () => {
    const empty = { ...made('c1'), body: null };
    const sentenceOf = (told: Told['sent']): unknown => identicalReplay.judge(facts([{ sent: told, effects: 1 }], { without: ['marker'] }));
    expect(sentenceOf([{ at: [0, 20], got: made('c1') }, { at: [1, 10], got: empty }])).toMatchObject({ violations: [{ sentence: expect.stringMatching(/^a0 overlapped a1 and got /) }] });
    expect(sentenceOf([first, { at: [20, 30], got: empty }])).toMatchObject({ violations: [{ sentence: expect.stringMatching(/^a1 repeats a0 and got /) }] });
  });
});

describe('distinct-keys', () => {
  it.each([[0, 'fail'], [1, 'unknown']] as const)('should not blame a neighbouring key for a refusal of what was applied before (%i effects: %s)', (effects, verdict) => {
    const near: Told = {
      key: { kind: 'near', of: 0, change: 'case' }, effects, settled: 'refused',
      sent: [{ at: [0, 4], got: 'reset' }, { at: [20, 30], got: 422, phase: 'settle' }, { at: [40, 50], got: made('c9'), phase: 'control' }],
    };
    expect(distinctKeys.judge(facts([{ sent: [first], effects: 1 }, near])).verdict).toBe(verdict);
  });
});

describe('missing-key', () => {
  const keyless = (at: Told['sent'][number]['at'], got: Told['sent'][number]['got'], effects: number): Told => ({ key: { kind: 'absent' }, sent: [{ at, got }], effects });
  const sentences = (operations: readonly Told[]): readonly string[] => {
    const judgement = missingKey.judge(facts(operations));
    return judgement.verdict === 'fail' ? judgement.violations.filter(({ cause }) => cause === 'shared-answer').map(({ sentence }) => sentence) : [];
  };

  it('should say whose an answer is by the clock', () => {
    const later = keyless([20, 30], made('c1'), 0);
    expect(sentences([keyless([0, 10], made('c1'), 1), later])).toEqual(['a1 got the answer of a0, which belongs to another request without a key: a1 was answered 201, with the id /charges/c1.']);
    // Both may have got a third one's.
    expect(sentences([keyless([0, 10], made('c1'), 0), later])).toContain('a0 and a1, which belongs to another request without a key, got one answer: a0 was answered 201 /charges/c1 and a1 201 /charges/c1.');
    const named = keyless([0, 10], made('c1', { reference: 'nonce1' }), 0);
    expect(sentences([named, keyless([20, 30], made('c2'), 1)])).toEqual(['a0 was answered 201 with the reference of another request without a key in it, which a1 was sent for later.']);
  });
});

describe('payload-mismatch', () => {
  it('should say with a refusal, which looks right by itself, what the contract promises', () => {
    const told: Told = { sent: [first, { at: [20, 30], got: 422, payload: 1, variant: { payload: { kind: 'nonce' } } }], effects: 1 };
    const judgement = payloadMismatch.judge(facts([told], { contract: { mismatch: 'replay' } }));
    expect(judgement).toMatchObject({ verdict: 'fail', violations: [{ cause: 'refused', sentence: expect.stringContaining('was answered 422 (the contract says mismatch: replay)') }] });
  });

  it('should say what the fingerprint leaves out, where other changes were refused', () => {
    const seen = { question: 'other-payload', answers: [{ class: 'mismatch', status: 422, tookMs: 1 }] } as const;
    const told = (from: number, calibration: Setting['calibration'] = { observations: [seen] }, id = 'c1', [one, two]: readonly [string, string] = ['{"amount":1,"to":"x"}', '{"amount":2,"to":"x"}']) => {
      const sent: Told['sent'] = [{ ...first, body: one }, { at: [from, from + 10], got: made(id), payload: 1, body: two, variant: { payload: { kind: 'nonce' } } }];
      const judgement = payloadMismatch.judge(facts([{ sent, effects: 1 }], { calibration }));
      return judgement.verdict === 'fail' ? judgement.violations[0]?.advice?.means : judgement.verdict;
    };
    expect(told(20)).toMatch(/^Calibration saw other changes refused: the fingerprint leaves out \/amount, or takes the two values for equal/);
    expect(told(20, undefined, 'c1', ['amount=1&cur=usd', 'amount=2&cur=usd'])).toMatch(/the fingerprint leaves out field amount, or/);
    expect(told(20, undefined, 'c1', ['a[b]=1&to=x&to=y', 'a[b]=1&to=x&to=z'])).toMatch(/the fingerprint leaves out field to, or/);
    // Of these only the whole is known.
    for (const [one, two] of [['<a n="1"/>', '<a n="2"/>'], ['1', '2'], ['base64:AAE=', 'base64:AAI='], ['{"amount":1', '{"amount":2'], ['amount=1', '{"amount":2']] as const) expect(told(20, undefined, 'c1', [one, two])).toBeUndefined();
    // There may be none, both may have looked before either had claimed the key, or the key was forgotten.
    expect([told(20, {}), told(5), told(20, { observations: [seen] }, 'c2')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('natural-idempotence', () => {
  it('should not judge a resource that other operations may have changed meanwhile', () => {
    const told: Told = {
      method: 'PUT', effects: null,
      sent: [first, { at: [20, 30], got: made('c1') }, { at: [40, 50], got: made('c1'), phase: 'control' }],
      states: { operation: { count: 2 }, control: { count: 1 } },
    };
    const setting: Setting = { contract: { natural: true } };
    expect(naturalIdempotence.judge(facts([told], setting)).verdict).toBe('fail');
    const shared = naturalIdempotence.judge(facts([{ ...told, oneResource: true }], setting));
    expect(shared).toMatchObject({ verdict: 'unknown', reason: 'operations share a resource, which others may have changed meanwhile', way: 'put {{uuid}} or {{nonce}} in the path' });
  });
});
