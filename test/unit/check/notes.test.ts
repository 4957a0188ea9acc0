import { describe, expect, it } from 'vitest';
import { alone, mostlyTurnedAway } from '../../../src/check/notes.js';

describe('alone', () => {
  it.each([
    ['none', {}, 0],
    ['one', { principals: ['X-User: a'] }, 1],
    ['two', { principals: ['X-User: a', 'X-User: b'] }, 0],
  ])('should speak of a single caller only where one was given: %s', (_, options, notes) => {
    expect(alone(options)).toHaveLength(notes);
  });
});

const textOf = (asked: number, away: number, waiting: number): string => mostlyTurnedAway({ asked, away, waiting }).map(({ kind, text }) => `${kind}: ${text}`).join();

it('should warn where most ordinary requests were turned away, with how many', () => {
  expect(textOf(1_200, 1_000, 0)).toMatch(/^warning: 1,000 of 1,200 ordinary requests under fresh keys were turned away, although/);
  expect(textOf(1_200, 1_000, 0)).not.toContain('--concurrency');
});

it('should warn of requests that had to wait too, and name the lock that is lawful', () => {
  expect(textOf(100, 10, 80)).toMatch(/^warning: 90 of 100 .* told to wait for as long as they were sent, .*--concurrency/);
});

it('should say nothing where fewer were, or too few were asked', () => {
  for (const [asked, away, waiting] of [[1_000, 400, 0], [900, 500, 0], [19, 19, 0], [0, 0, 0]] as const) expect(textOf(asked, away, waiting)).toBe('');
});
