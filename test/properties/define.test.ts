import { describe, expect, it } from 'vitest';
import { defineProperty, properties, propertyBreaches, PropertyError } from '../../properties/index.js';
import type { PropertyDefinition } from '../../properties/index.js';
import type { Judgement } from '../../src/model/index.js';
import { facts, made } from './build.js';

const definition: PropertyDefinition<'slow'> = {
  id: 'answers-quickly',
  statement: 'Every accepted answer comes within 500 ms.',
  source: 'our guide',
  causes: { slow: { means: 'It does too much.', fix: 'Do less.' } },
  judge: () => ({ verdict: 'pass' }),
};
const story = facts([{ sent: [{ at: [0, 10], got: made('c1') }], effects: 1 }]);
const judged = (judgement: unknown): Judgement => defineProperty({ ...definition, judge: () => judgement as never }).judge(story);
const violation = { cause: 'slow', operation: 0, attempts: ['a0'], sentence: 'a0 took 10 ms.' };

describe('defineProperty', () => {
  it('should fill in what was left out', () => {
    expect(defineProperty(definition)).toMatchObject({ id: 'answers-quickly', level: 'must', rank: 100, needs: [] });
    expect(defineProperty({ ...definition, level: 'should', rank: 2.5, needs: ['probe'] })).toMatchObject({ level: 'should', rank: 2.5, needs: ['probe'] });
  });

  it('should find nothing wrong with the properties of the kit', () => {
    expect(properties.flatMap(propertyBreaches)).toEqual([]);
  });

  it('should list every breach at once, each with what would be right', () => {
    const bad = { id: 'Answers Quickly', statement: '', level: 'may', rank: 0, needs: ['probes'], needsAny: 1, causes: { Slow: { means: 'x' }, never: null }, judge: true };
    expect(() => defineProperty(bad as never)).toThrow(PropertyError);
    expect(propertyBreaches(bad)).toEqual([
      'id: words in lower case with hyphens between them, such as "answers-json", not "Answers Quickly"',
      'statement: one sentence that must hold',
      'source: where the requirement comes from',
      'level: must or should, not "may"',
      'rank: a number above 0, not 0',
      expect.stringMatching(/^needs: "probes" is none of probe, /),
      'needsAny: true or false',
      'causes: "Slow" is not in lower case with hyphens',
      'causes.Slow.fix: the first thing to try',
      'causes.never.means: what it most likely means in the service',
      'causes.never.fix: the first thing to try',
      'judge: a function of the facts',
    ]);
    expect(propertyBreaches({ ...definition, level: 'must', rank: 1, needs: 'probe', causes: {} })).toEqual(['needs: a list', 'causes: at least one, as in { slow: { means: "…", fix: "…" } }']);
    expect(propertyBreaches(undefined)).toEqual(['a property is an object, not undefined']);
  });

  it.each<[string, unknown]>([
    ['a pass', { verdict: 'pass' }],
    ['a skip with its reason', { verdict: 'skip', reason: 'not promised' }],
    ['an unknown with its reason', { verdict: 'unknown', reason: 'nothing was accepted' }],
    ['violations', { verdict: 'fail', violations: [violation] }],
  ])('should let %s through', (_, judgement) => {
    expect(judged(judgement)).toBe(judgement);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'verdict: pass, fail, skip or unknown, not undefined'],
    ['a truth value', true, 'verdict: pass, fail, skip or unknown'],
    ['an unknown without a reason', { verdict: 'unknown' }, 'reason: why it is unknown'],
    ['a failure without violations', { verdict: 'fail', violations: [] }, 'violations: at least one'],
    ['a cause that is none', { verdict: 'fail', violations: [{ ...violation, cause: 'slwo' }] }, 'violations[0].cause: "slwo" is none of slow'],
    ['an operation that is none', { verdict: 'fail', violations: [{ ...violation, operation: 7 }] }, 'violations[0].operation: the history has no operation 7'],
    ['a witness that is none', { verdict: 'fail', violations: [violation, { ...violation, attempts: ['a9'] }] }, 'violations[1].attempts: ids of attempts in the history'],
    ['no witness', { verdict: 'fail', violations: [{ ...violation, attempts: [] }] }, 'violations[0].attempts'],
    ['no sentence', { verdict: 'fail', violations: [{ ...violation, sentence: ' ' }] }, 'violations[0].sentence: what happened, in one sentence'],
  ])('should not take %s for a judgement', (_, judgement, breach) => {
    expect(() => judged(judgement)).toThrow(expect.objectContaining({ name: 'PropertyError', message: expect.stringContaining(`answers-quickly came to a judgement that is none, of history h1:\n  ${breach}`) }));
  });

  it('should say which property threw, and on which history', () => {
    const broken = defineProperty({ ...definition, judge: () => { throw new TypeError('no such member'); } });
    expect(() => broken.judge(story)).toThrow(expect.objectContaining({ name: 'PropertyError', message: 'answers-quickly threw TypeError: no such member on history h1', cause: expect.any(TypeError) }));
  });
});
