import { describe, expect, it } from 'vitest';
import { defineProperty, properties, singleEffect } from '../../../properties/index.js';
import { chooseProperties } from '../../../src/check/choose.js';
import { explain } from '../../../src/check/index.js';
import type { Property } from '../../../src/model/index.js';

const mine = defineProperty({
  id: 'answers-json',
  statement: 'Every accepted answer is JSON.',
  source: 'our guide',
  causes: { 'no-json': { means: 'A handler answers with text.', fix: 'Use the one error handler.' } },
  judge: () => ({ verdict: 'pass' }),
});
const ids = (list: readonly Property[]): string[] => list.map(({ id }) => id);

describe('chooseProperties', () => {
  it('should be all of the kit without a choice', () => {
    expect(chooseProperties({})).toEqual({ properties, required: [], situations: [] });
    expect(chooseProperties({ properties: [] })).toEqual({ properties, required: [], situations: [] });
  });

  it('should take names, properties of the kit by value, and the user\'s own, beside each other', () => {
    const chosen = chooseProperties({ properties: ['identical-replay', singleEffect, mine], require: ['single-effect'] });
    expect(ids(chosen.properties)).toEqual(['single-effect', 'identical-replay', 'answers-json']);
    expect(chosen.instead).toEqual(['identical-replay', 'single-effect', 'answers-json']);
    expect(chosen.required).toEqual(['single-effect', 'answers-json']);
  });

  it('should take all of the kit and one\'s own for no choice: the core stays, and one\'s own must be checked', () => {
    const chosen = chooseProperties({ properties: [...properties, mine] });
    expect(ids(chosen.properties)).toEqual([...ids(properties), 'answers-json']);
    expect(chosen).not.toHaveProperty('instead');
    expect(chosen.required).toEqual(['answers-json']);
  });

  it('should leave out what is skipped, whoever made it', () => {
    const chosen = chooseProperties({ properties: [...properties, mine], skipProperties: ['answers-json', 'marker'] });
    expect(ids(chosen.properties)).toEqual(ids(properties).filter((id) => id !== 'marker'));
    expect(chosen.required).toEqual([]);
  });

  it.each<[Parameters<typeof chooseProperties>[0], string]>([
    [{ properties: ['single-efect'] }, '--property single-efect: there is no such property'],
    [{ require: ['answers-json'] }, '--require answers-json: there is no such property'],
    [{ properties: [{ ...mine, id: 'marker' }] }, 'marker is a property of the kit\'s own'],
    [{ properties: [mine, { ...mine }] }, 'two of them have the id answers-json'],
    [{ properties: [{ id: 'Mine' } as unknown as Property] }, 'what was given is no property:\n  id: words in lower case'],
    [{ properties: [null as unknown as Property] }, 'a property is an object, not null'],
  ])('should refuse %j', (options, message) => {
    expect(() => chooseProperties(options)).toThrow(expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }));
  });

  it('should hold properties that were written without defineProperty to their word as well', () => {
    const { properties: [, sloppy] } = chooseProperties({ properties: ['single-effect', { ...mine, judge: () => ({ verdict: 'passed' }) as never }] });
    expect(() => sloppy?.judge({ history: { head: { id: 'h1' } } } as never)).toThrow('verdict: pass, fail, skip or unknown, not "passed"');
  });
});

describe('explain', () => {
  it('should know the kit\'s causes, and the user\'s own where they are given', () => {
    expect(explain('single-effect', 'second-effect')?.fix).toContain('Claim the key');
    expect(explain('answers-json', 'no-json')).toBeUndefined();
    expect(explain('answers-json', 'no-json', ['single-effect', mine])?.fix).toBe('Use the one error handler.');
  });
});
