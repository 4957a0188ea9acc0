import { describe, expect, it } from 'vitest';
import { properties } from '../../../properties/index.js';
import { classify } from '../../../src/contracts/classify.js';
import type { ExitInput } from '../../../src/judge/exit.js';
import { allSituations, createTally, exitOf, isConfirmed, judgeHistory, situationsOf, unmetBy, verdictsOf } from '../../../src/judge/index.js';
import type { Finding, Verdict } from '../../../src/model/index.js';
import type { Setting, Told } from '../../properties/build.js';
import { facts, history, made } from '../../properties/build.js';

const first = { at: [0, 10], got: made('c1') } as const;
const double: Told = { sent: [first, { at: [5, 15], got: made('c2') }], effects: 2 };
const judge = (operations: readonly Told[], setting?: Setting) => judgeHistory(history(operations, setting), properties, classify);
const failing = [0, 20, 40, 60].map((from): Told['sent'][number] => ({ at: [from, from + 10], got: 502 }));
const control = { at: [70, 80], got: made('c9'), phase: 'control' } as const;
const pinned: Told = { sent: [...failing, control], effects: 0, settled: 'failed-alike' };
/** The same with another failure than a gateway's. */
const stuckAt500 = (told: Told): Told => ({ ...told, sent: told.sent.map((each) => (each.got === 502 ? { ...each, got: 500 } : each)) });
const healed: Told = { sent: [...failing.slice(0, 3), { at: [60, 70], got: made('c1') }], effects: 1 };

describe('judgeHistory', () => {
  it('should report one finding under the strongest property, the rest as its consequences', () => {
    const { findings } = judge([double, double]);
    expect(findings.map(({ property, cause }) => [property, cause])).toEqual([['single-effect', 'second-effect']]);
    expect(findings[0]?.consequences.map(({ property }) => property)).toEqual(['identical-replay', 'stable-identity', 'marker']);
  });

  it('should keep apart what different operations owe to different causes', () => {
    const { findings } = judge([double, { sent: [first], effects: 0 }]);
    expect(findings.map(({ cause }) => cause)).toEqual(['second-effect', 'no-effect']);
  });

  it('should let the proven speak before the suspected', () => {
    const { findings, suspects } = judge([pinned]);
    expect(findings).toEqual([]);
    expect(suspects.map(({ cause }) => cause)).toEqual(['still-failing']);
  });

  it('should not judge a history that is unfit', () => {
    const verdict = judge([double], { more: [{ type: 'note', atMs: 0, text: 'the setup failed' }] });
    expect(verdict.findings).toEqual([]);
    expect([...verdict.judgements.values()].every((each) => each.verdict === 'unknown' && each.reason === 'the setup failed')).toBe(true);
  });
});

describe('the tally', () => {
  const tallyOf = (...stories: Told[][]) => stories.reduce((sum, each) => sum.add(judge(each)), createTally(properties));

  it('should confirm a suspect only beyond chance', () => {
    const times = (count: number, story: Told) => Array.from({ length: count }, () => [story]);
    expect(isConfirmed(tallyOf(...times(3, pinned)), 'retry-succeeds', 'still-failing')).toBe(false);
    expect(isConfirmed(tallyOf(...times(15, pinned)), 'retry-succeeds', 'still-failing')).toBe(true);
    expect(isConfirmed(tallyOf(...times(15, pinned), ...times(15, healed)), 'retry-succeeds', 'still-failing')).toBe(false);
  });

  it('should leave open only beyond chance whether failures were to run again, and only where nothing says so', () => {
    const unsaid = { without: ['failure', 'stored'] } as const;
    const left = (setting: Setting, ...stories: Told[]) => {
      const tally = createTally(properties);
      for (const [index, story] of stories.entries()) {
        const verdict = judge([stuckAt500(story)], setting);
        tally.add(verdict).leave(String(index), verdict);
      }
      return tally.open.get('retry-succeeds');
    };
    const times = (count: number, story: Told) => Array.from({ length: count }, () => story);
    expect(left(unsaid, ...times(15, pinned))).toMatchObject({ count: 15, byRate: true, reason: expect.stringContaining('say failure: re-run') as string });
    expect(left(unsaid, ...times(3, pinned))).toBeUndefined();
    expect(left(unsaid, ...times(15, pinned), ...times(15, healed))).toBeUndefined();
    for (const failure of ['replay', 'poison', 're-run'] as const) expect(left({ contract: { failure } }, ...times(15, pinned)), failure).toBeUndefined();
    expect(left({ contract: { stored: ['2xx', '5xx'] }, without: ['failure'] }, ...times(15, pinned))).toBeUndefined();
    expect(left(unsaid, ...times(15, { ...pinned, sent: failing }))).toBeUndefined();
  });

  it('should give each property its verdict', () => {
    const quiet = createTally(properties).add(judge([{ sent: [first], effects: null }], { calibration: { probes: [] }, without: ['mismatch'] }));
    const byId = (tally: typeof quiet, findings: Finding[] = []) => new Map(verdictsOf(tally, findings, ['second-principal']).map((each) => [each.id, each]));
    expect(byId(quiet).get('payload-mismatch')).toMatchObject({ verdict: 'skip' });
    expect(byId(quiet).get('acknowledged-applied')).toMatchObject({ verdict: 'unknown', way: expect.stringContaining('--effects') as string });
    expect(byId(quiet).get('isolation')).toMatchObject({ verdict: 'unknown', supplied: true, had: ['second-principal'] });
    const broken = tallyOf([double]);
    const found = byId(broken, [{ property: 'single-effect', cause: 'second-effect' } as Finding]);
    expect(found.get('single-effect')).toMatchObject({ verdict: 'fail' });
    expect(byId(tallyOf([pinned])).get('retry-succeeds')).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('may be a violation or a habit of the service') as string });
    expect(found.get('stable-identity')).toMatchObject({ verdict: 'unknown', violated: true, reason: expect.stringMatching(/^it was violated, as a consequence of single-effect$/) as string });
    expect(byId(broken).get('in-flight')).toMatchObject({ verdict: 'pass', exposed: 1 });
  });
});

describe('verdicts of what did not stand', () => {
  it('should not be that anything was violated, neither by itself nor as a consequence', () => {
    const dropped = verdictsOf(createTally(properties).add(judge([double])), [], [], new Set(['single-effect']));
    for (const id of ['single-effect', 'stable-identity']) {
      const verdict = dropped.find((each) => each.id === id);
      expect(verdict).toMatchObject({ verdict: 'unknown', findings: [], reason: expect.stringMatching(/^one plan seemed to violate it, .* turned up/) as string });
      expect(verdict).not.toHaveProperty('violated');
    }
  });

  it('should not be that something turned up, where nothing was looked for again', () => {
    const verdicts = verdictsOf(createTally(properties).add(judge([double])), [], [], new Set(['acknowledged-applied']));
    for (const id of ['single-effect', 'stable-identity']) {
      expect(verdicts.find((each) => each.id === id)).toMatchObject({ verdict: 'unknown', reason: 'one plan seemed to violate it, and no finding came of that' });
    }
  });
});

describe('situationsOf', () => {
  it('should name what was reached', () => {
    const reached = situationsOf(facts([{ sent: [{ at: [0, 10], got: 'reset', fault: { kind: 'reset', at: 'flush' } }, { at: [5, 8], got: 409 }, { at: [20, 30], got: made('c1') }], effects: 1 }]));
    expect(reached).toEqual(['overlapped', 'answer lost', 'retried after loss', 'retried after disconnect', 'in-flight seen']);
    expect(allSituations).toEqual(expect.arrayContaining(reached));
  });
});

describe('exitOf', () => {
  const core = ['single-effect', 'acknowledged-applied', 'identical-replay', 'resolvable', 'not-stuck'];
  const verdict = (id: string, how: Verdict['verdict'] = 'pass', more: Partial<Verdict> = {}) => ({ id, verdict: how, ...more }) as Verdict;
  const enough = { overlapped: 20, 'answer lost': 20 };
  const all = (changed: Record<string, Verdict['verdict']> = {}) => core.map((id) => verdict(id, changed[id]));
  const trouble = (kind: 'interrupted' | 'kit' | 'unreachable' | 'inconclusive' | 'usage' | 'refused') => ({ trouble: { kind, message: kind } });
  const table: [string, Partial<ExitInput>, number][] = [
    ['a passing core', {}, 0],
    ['too few overlaps', { situations: { overlapped: 19, 'answer lost': 20 } }, 4],
    ['too few losses', { situations: { overlapped: 20 } }, 4],
    ['a required situation', { demands: [{ situation: 'overlapped', atLeast: 20, reached: 20 }] }, 0],
    ['a required situation that was not reached often enough', { demands: [{ situation: 'shed', atLeast: 3, reached: 2, more: 'more time' }] }, 4],
    ['a failure', { verdicts: all({ resolvable: 'fail' }) }, 1],
    ['a campaign of which most was turned away', { turned: { asked: 100, away: 76, waiting: 0 } }, 4],
    ['a violation where most was turned away', { verdicts: all({ resolvable: 'fail' }), turned: { asked: 100, away: 76, waiting: 0 } }, 1],
    ['a short campaign of which two thirds had to wait for good', { turned: { asked: 122, away: 0, waiting: 80 } }, 4],
    ['a service that turns away half', { turned: { asked: 900, away: 500, waiting: 0 } }, 0],
    ['a campaign of which most had to wait for good', { turned: { asked: 900, away: 10, waiting: 700 } }, 4],
    ['a service that serves one request at a time, and lets half wait for good', { turned: { asked: 900, away: 0, waiting: 500 } }, 0],
    ['too few to say that most were turned away', { turned: { asked: 19, away: 19, waiting: 0 } }, 0],
    ['a failure before an interruption', { verdicts: all({ resolvable: 'fail' }), ...trouble('interrupted') }, 1],
    ['an interruption', trouble('interrupted'), 130],
    ['trouble of the kit', trouble('kit'), 3],
    ['an unreachable target', trouble('unreachable'), 3],
    ['an inconclusive run', trouble('inconclusive'), 4],
    ['bad usage', trouble('usage'), 2],
    ['a refused host', trouble('refused'), 5],
    ['an unknown in the core', { verdicts: all({ 'not-stuck': 'unknown' }) }, 4],
    ['a probe that says nothing', { verdicts: all({ 'acknowledged-applied': 'unknown' }), probed: true }, 4],
    ['no probe', { verdicts: all({ 'acknowledged-applied': 'unknown' }) }, 0],
    ['a contract without replay', { verdicts: all({ 'identical-replay': 'skip' }) }, 0],
    ['a required skip', { verdicts: all({ 'identical-replay': 'skip' }), require: ['identical-replay'] }, 4],
    ['another unknown', { verdicts: [...all(), verdict('isolation', 'unknown')] }, 0],
    ['another unknown whose needs were supplied', { verdicts: [...all(), verdict('isolation', 'unknown', { supplied: true })] }, 4],
    ['another unknown asked for by name', { verdicts: [...all(), verdict('isolation', 'unknown')], require: ['isolation'] }, 4],
    ['nothing but skips', { verdicts: [verdict('marker', 'skip')], chosen: ['marker'] }, 4],
    ['chosen properties only', { verdicts: [verdict('marker')], chosen: ['marker'] }, 0],
    ['a core property left out', { verdicts: all().slice(1) }, 4],
    ['natural requests', { verdicts: [verdict('natural-idempotence'), verdict('identical-replay', 'skip')], natural: true }, 0],
    ['natural requests not checked', { verdicts: [verdict('natural-idempotence', 'unknown'), verdict('single-effect')], natural: true }, 4],
    ['no verdict at all', { verdicts: [] }, 4],
  ];
  it.each(table)('should know %s', (_name, changed, code) => {
    const { exitCode, exitReason } = exitOf({ verdicts: all(), situations: enough, ...changed });
    expect([exitCode, exitReason.length > 0]).toEqual([code, true]);
  });

  it('should say how often what was required was reached, once, and what would reach more', () => {
    const demands = [{ situation: 'overlapped', atLeast: 1_500, reached: 1, more: 'more time' }, { situation: 'shed', atLeast: 1, reached: 0 }];
    expect(exitOf({ verdicts: all(), situations: { overlapped: 1, 'answer lost': 20 }, demands }).exitReason).toBe('Inconclusive: only 1 plan reached "overlapped", and 1,500 are required (more time); no plan reached "shed", and 1 is required.');
  });

  it('should say what would have it checked, and over saved histories that nothing would', () => {
    const verdicts = [verdict('single-effect', 'unknown', { reason: 'no plan put it to the test', way: 'give a probe' }), ...all().slice(1)];
    expect(exitOf({ verdicts, situations: enough }).exitReason).toBe('Inconclusive: single-effect was not checked (no plan put it to the test; to have it checked, give a probe).');
    expect(exitOf({ verdicts: all(), situations: { 'answer lost': 20 }, saved: true }).exitReason).toBe('Inconclusive: no plan reached "overlapped", at least 20 are needed.');
  });

  it('should name what a pass asks for and did not get, whatever else there is', () => {
    const verdicts = [...all({ resolvable: 'unknown', 'identical-replay': 'skip', 'single-effect': 'fail' }), verdict('isolation', 'unknown', { supplied: true }), verdict('marker', 'unknown')];
    expect(unmetBy({ verdicts, situations: enough })).toEqual(['single-effect', 'resolvable', 'isolation']);
    expect(unmetBy({ verdicts, situations: enough, require: ['marker'], probed: true })).toEqual(['single-effect', 'resolvable', 'marker', 'isolation']);
    expect(unmetBy({ verdicts: all(), situations: {} })).toEqual([]);
  });
});
