import { describe, expect, it } from 'vitest';

import { readRequired } from '../../../src/check/required.js';
import { featuresFor, allSituations, waysTo } from '../../../src/judge/index.js';

const IDS = ['single-effect', 'isolation'];

describe('what is required', () => {
  it('should be properties by their ids, and situations by the names of the report with a count', () => {
    expect(readRequired(['isolation', 'overlapped>=50', ' answer-lost >= 7'], IDS)).toEqual({
      properties: ['isolation'],
      situations: [{ situation: 'overlapped', atLeast: 50 }, { situation: 'answer lost', atLeast: 7 }],
    });
    expect(readRequired(['shed>=3', 'shed>=9', 'shed>=4'], IDS).situations).toEqual([{ situation: 'shed', atLeast: 9 }]);
  });

  it.each(allSituations)('should take "%s", with hyphens for spaces too', (situation) => {
    for (const name of [situation, situation.replaceAll(' ', '-')]) expect(readRequired([`${name}>=1`], IDS).situations).toEqual([{ situation, atLeast: 1 }]);
  });

  it.each([
    ['isolatoin', 'there is no such property', 'did you mean isolation?'],
    ['overlaped', 'there is no such property', "did you mean overlapped? a situation is required with a count: 'overlapped>=50', in quotes"],
    ['nothing at all', 'there is no such property', 'npx retryproof list'],
    ['overlaped>=5', 'there is no situation "overlaped"', 'did you mean overlapped?'],
    ['isolation>=5', 'there is no situation "isolation"', 'one of overlapped, answer lost'],
    ['overlapped', 'a situation is required with a count', "'overlapped>=50', in quotes"],
    ['overlapped>=0', '"0" is no whole number from 1 on', "'overlapped>=50'"],
    ['overlapped>=2.5', '"2.5" is no whole number from 1 on', "'overlapped>=50'"],
    ['overlapped>=', '"" is no whole number from 1 on', "'overlapped>=50'"],
  ])('should refuse "%s"', (text, message, hint) => {
    expect(() => readRequired([text], IDS)).toThrow(expect.objectContaining({ name: 'UsageError', message: `--require ${text}: ${message}`, hint: expect.stringContaining(hint) as string }) as Error);
  });
});

describe('what would reach a situation', () => {
  it.each(allSituations)('should be known of "%s"', (situation) => {
    expect(waysTo(situation, featuresFor(situation))).toContain('more time');
  });

  it('should be what the target lacks, where it lacks everything that leads there', () => {
    expect(waysTo('other instance', ['overlap', 'loss'])).toBe('give a second instance: --url, or --exec with --instances 2');
    expect(waysTo('overlapped', ['overlap'])).toBe('more time, or more plans');
    expect(waysTo('refused', ['invalid'])).toBe('more time, or more plans; give a further --body; a --body that the service declines');
  });
});
