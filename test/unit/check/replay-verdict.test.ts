import { describe, expect, it } from 'vitest';
import type { Shown, Sought } from '../../../src/check/replay-shown.js';
import { shownBy } from '../../../src/check/replay-shown.js';
import { countsOf, verdictOf } from '../../../src/check/replay-verdict.js';
import type { HistoryVerdict } from '../../../src/judge/index.js';
import type { Judgement, Violation } from '../../../src/model/index.js';

const SOUGHT: Sought = { property: 'identical-replay', cause: 'member-changed', suspect: false, rank: 6 };

function violation(cause: string, suspect?: true): Violation {
  return { cause, operation: 0, attempts: ['a0'], sentence: `It was ${cause}.`, ...(suspect === undefined ? {} : { suspect }) };
}

function failed(...violations: readonly Violation[]): Judgement {
  return { verdict: 'fail', violations };
}

const TWICE = { property: 'single-effect', cause: 'second-effect', violation: violation('second-effect'), consequences: [] };

/** What a rerun shows of which the saved property was judged so. */
function shown(judgement?: Judgement, findings: HistoryVerdict['findings'] = [], sought = SOUGHT): Shown {
  return shownBy({ judgements: new Map(judgement === undefined ? [] : [[SOUGHT.property, judgement]]), findings, suspects: [] }, sought);
}

describe('a rerun', () => {
  it('should fail where the saved property is only a consequence by now, and tell what leads', () => {
    expect(shown(failed(violation('member-changed')), [{ ...TWICE, consequences: [{ ...SOUGHT, sentence: 'It was member-changed.' }] }])).toMatchObject({
      tested: true, failure: { property: 'identical-replay', cause: 'member-changed', suspect: false }, others: [{ property: 'single-effect', cause: 'second-effect' }],
    });
  });

  it.each<[what: string, failure: string | undefined, sought: Sought, ...Violation[]]>([
    ['another cause that is proven', 'status', SOUGHT, violation('status')],
    ['the saved cause before another', 'member-changed', SOUGHT, violation('status'), violation('member-changed')],
    ['a suspicion of what was proven', undefined, SOUGHT, violation('member-changed', true)],
    ['a suspicion of another cause', undefined, { ...SOUGHT, suspect: true }, violation('status', true)],
    ['a suspicion of what was only suspected', 'member-changed', { ...SOUGHT, suspect: true }, violation('member-changed', true)],
  ])('should tell %s: %s', (_, cause, sought, ...violations) => {
    const { tested, failure, undecided } = shown(failed(...violations), [], sought);
    expect({ tested, cause: failure?.cause }).toEqual({ tested: true, cause });
    expect(undecided === undefined).toBe(cause !== undefined);
  });

  it('should hold only where nothing of it was left open', () => {
    expect(shown({ verdict: 'pass' })).toEqual({ tested: true, others: [] });
    expect(shown({ verdict: 'pass', open: 'it still waits' })).toMatchObject({ tested: true, undecided: 'it still waits' });
    expect(shown({ verdict: 'unknown', reason: 'no answer' })).toMatchObject({ tested: false, undecided: 'no answer' });
    expect(shown({ verdict: 'skip', reason: 'not promised' })).toMatchObject({ tested: false, undecided: 'not promised' });
    expect(shown()).toMatchObject({ tested: false, undecided: 'it is not judged on such a plan' });
  });
});

const held = shown({ verdict: 'pass' });
const unknown = shown({ verdict: 'unknown', reason: 'no answer' });
const suspected = shown(failed(violation('status', true)));
const again = shown(failed(violation('member-changed')));
const otherwise = shown(failed(violation('status')), [TWICE]);

function times(count: number, each: Shown): readonly Shown[] {
  return Array.from({ length: count }, () => each);
}

it.each<[string, what: string, all: readonly Shown[], needed: number | undefined, hurried?: boolean]>([
  ['FAILED', 'one run that fails again', [...times(19, held), again], 2],
  ['FAILED', 'another cause in every run', times(20, otherwise), 2],
  ['FAILED', 'one run that fails for another cause', [...times(19, held), otherwise], 2],
  ['FIXED', 'enough runs that held', times(20, held), 2],
  ['FIXED', 'enough runs that held, though some decided nothing', [...times(2, held), unknown], 2],
  ['UNSEEN', 'too few runs that held', times(20, held), 80],
  ['UNSEEN', 'many runs, of which too few held', [...times(79, held), ...times(100, unknown)], 80],
  ['UNSEEN', 'what never failed again after it was found', times(20, held), undefined],
  ['UNSEEN', 'runs that ended too soon', times(20, held), 2, true],
  ['UNSEEN', 'what was only suspected in every run', times(20, suspected), 2],
  ['UNSEEN', 'no run at all', [], 2],
  ['DRIFTED', 'runs that decided nothing', times(20, unknown), 2],
])('should be %s with %s', (verdict, _, all, needed, hurried = false) => {
  expect(verdictOf({ ...countsOf(all, SOUGHT), needed, hurried })).toBe(verdict);
});

it('should count by cause, and tell once what else was seen and why most runs decided nothing', () => {
  const late = shown({ verdict: 'unknown', reason: 'too late' });
  expect(countsOf([held, late, ...times(2, unknown), again, ...times(3, otherwise)], SOUGHT)).toEqual({
    runs: 8, passed: 1, failures: 4, tested: 5,
    otherCauses: [{ cause: 'status', runs: 3 }],
    undecided: { runs: 3, reason: 'no answer' },
    others: [{ property: 'single-effect', cause: 'second-effect', sentence: 'It was second-effect.', runs: 3 }],
  });
});
