import { describe, expect, it } from 'vitest';
import { alone } from '../../../src/check/notes.js';

describe('alone', () => {
  it.each([
    ['none', {}, 0],
    ['one', { principals: ['X-User: a'] }, 1],
    ['two', { principals: ['X-User: a', 'X-User: b'] }, 0],
  ])('should speak of a single caller only where one was given: %s', (_, options, notes) => {
    expect(alone(options)).toHaveLength(notes);
  });
});
