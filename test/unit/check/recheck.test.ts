import { describe, expect, it } from 'vitest';
import { recheck } from '../../../src/check/index.js';
import { history, made } from '../../properties/build.js';

/** As many executions as it is called for: each has a salt of its own. */
let salts = 0;
const salted = (...args: Parameters<typeof history>) => () => {
  const one = history(...args);
  return { ...one, head: { ...one.head, salt: `s${salts++}` } };
};
const first = { at: [0, 10], got: made('c1') } as const;
// A contract with a marker would want one on the second answer.
const clean = salted([{ sent: [first, { at: [20, 30], got: made('c1') }], effects: 1 }], { without: ['marker'] });
const double = salted([{ sent: [first, { at: [5, 15], got: made('c2') }], effects: 2 }]);
const verdictOf = (result: ReturnType<typeof recheck>, id: string) => result.verdicts.find((verdict) => verdict.id === id);

describe('recheck', () => {
  it('should count the histories that put a property to the test and held', () => {
    const result = recheck([clean(), clean()]);
    expect(verdictOf(result, 'single-effect')).toMatchObject({ verdict: 'pass', exposed: 2 });
    // Two histories are too few to pass.
    expect(result.exitCode).toBe(4);
  });

  it('should find again what a history shows, once for all that show it', () => {
    const result = recheck([clean(), double(), double()]);
    expect(result.exitCode).toBe(1);
    expect(verdictOf(result, 'single-effect')).toMatchObject({ verdict: 'fail', findings: [{ cause: 'second-effect', seen: 2, reproduction: { runs: 0, minimal: false }, saved: { history: 'h1' } }] });
  });

  it('should count a plan once, however often its execution was saved', () => {
    const [one, other] = [clean(), double()];
    expect(verdictOf(recheck([one, one]), 'single-effect')).toMatchObject({ exposed: 1 });
    expect(verdictOf(recheck([other, other]), 'single-effect')).toMatchObject({ findings: [{ seen: 1, reproduction: { note: 'judged from a saved history' } }] });
  });

  it('should take the longer record of an execution for the later one, whichever was named first', () => {
    const late = clean();
    // The first look ended before anything was counted.
    const early = { ...late, events: late.events.filter(({ type }) => type !== 'probe') };
    for (const histories of [[early, late], [late, early]]) expect(verdictOf(recheck(histories), 'single-effect')).toMatchObject(verdictOf(recheck([early]), 'single-effect') ?? {});
    expect(verdictOf(recheck([late]), 'single-effect')).not.toEqual(verdictOf(recheck([early]), 'single-effect'));
  });

  it('should let what is proven speak, whatever the size of its plan, before what is only suspected', () => {
    const waits = salted([{ sent: [first, { at: [20, 22], got: 409 }], effects: 1 }]);
    const refuses = salted([{ sent: [first, { at: [20, 30], got: 402 }, { at: [40, 50], got: 402 }], effects: 1 }]);
    for (const histories of [[waits(), refuses()], [refuses(), waits()]]) {
      expect(verdictOf(recheck(histories), 'identical-replay')).toMatchObject({ verdict: 'fail', findings: [{ cause: 'refused-after-acceptance', violation: { attempts: ['a0', 'a1'], sentence: expect.stringContaining('402') as string } }] });
    }
    expect(verdictOf(recheck([waits()]), 'identical-replay')).toMatchObject({ verdict: 'unknown', findings: [] });
  });

  it("should not judge calibration's questions, which were not judged in the run either", () => {
    // Asked without the member that carries its nonce, it is accepted and not counted.
    const asked = salted([{ sent: [{ ...first, variant: { payload: { kind: 'invalid', pointer: '/reference' } } }], effects: 0 }]);
    const drawn = asked();
    const question = { ...drawn, head: { ...drawn.head, plan: { ...drawn.head.plan, address: { seed: 1, climate: [], index: 1_000_200 } } } };
    expect(recheck([drawn]).exitCode).toBe(1);
    const result = recheck([question, clean()]);
    expect(verdictOf(result, 'acknowledged-applied')).toMatchObject({ verdict: 'pass', findings: [] });
    expect(result.stats).toMatchObject({ plans: 1, requests: 2 });
  });

  it('should not ask for what the histories have', () => {
    expect(recheck([clean()]).verdicts.flatMap(({ reason = '', way = '' }) => [reason, way])).not.toContainEqual(expect.stringMatching(/--key-header|--effects/));
  });

  it('should ask for nothing that only a check could be given', () => {
    const { verdicts, exitReason } = recheck([clean()]);
    const reasons = verdicts.flatMap(({ reason = '', way = '' }) => [reason, way]);
    expect(reasons).toContain('no key was used by a second principal or on a second route');
    expect(reasons).toContain('no operation was refused in all its attempts');
    expect([...reasons, exitReason]).not.toContainEqual(expect.stringMatching(/ give | --[a-z]|to have it checked|more time/));
  });

  it('should leave open what it cannot tell, without a flag that only a check could be given', () => {
    const waiting = salted([{ sent: [{ at: [0, 10], got: 'reset' }, { at: [5_250, 5_252], got: 409, phase: 'settle' }], effects: 0, settled: 'interrupted' }], { without: ['marker'] });
    const behind = salted([{ sent: [first, { at: [20, 30], got: made('c1'), phase: 'control' }], effects: 0, later: 0 }], { without: ['marker'] });
    const { verdicts, exitReason, notes } = recheck([...Array.from({ length: 40 }, waiting), ...Array.from({ length: 40 }, behind)]);
    const told = JSON.stringify([verdicts.map(({ reason }) => reason), exitReason, notes]);
    expect(told).toContain('in 40 plans it could not be told: a key was still told to wait');
    expect(told).toContain('in 40 plans it could not be told: the service was behind');
    expect(told).not.toMatch(/ --[a-z]/);
  });

  it('should not pass where most were turned away, which is why the campaign was inconclusive', () => {
    const refused = salted([{ sent: [{ at: [0, 10], got: 422 }], effects: 0, settled: 'refused' }], { without: ['marker'] });
    const raced = salted([{ sent: [{ at: [0, 10], got: made('c1') }, { at: [5, 15], got: made('c1') }], effects: 1 }], { without: ['marker'] });
    const served = Array.from({ length: 20 }, raced);
    const turnedAway = Array.from({ length: 60 }, refused);
    expect(recheck(served)).toMatchObject({ notes: [] });
    const both = recheck([...served, ...turnedAway]);
    expect(both.exitCode).toBe(4);
    expect(both.exitReason).toContain('most ordinary requests under fresh keys were turned away (60 of 80)');
    expect(JSON.stringify(both.notes)).not.toMatch(/--[a-z]/);
    expect(both.notes).toMatchObject([{ kind: 'warning', text: expect.stringContaining('60 of 80') as string }]);
  });

  it('should be inconclusive over nothing', () => {
    expect(recheck([]).exitCode).toBe(4);
  });
});
