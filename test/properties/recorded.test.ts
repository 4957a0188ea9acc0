import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/index.js';
import { judgeHistory } from '../../src/judge/index.js';
import { readHistory } from '../../src/report/history.js';

/** Histories of real runs against planted servers; `npm run record` makes them anew. */
const fileOf = (id: string): string => `test/properties/recorded/${id}.jsonl`;

describe('histories of real runs', () => {
  it('should be there for every property', () => {
    expect(properties.map(({ id }) => id).filter((id) => !existsSync(fileOf(id)))).toEqual([]);
  });

  it.each(properties.map(({ id }) => [id]))('should be failed by %s, and by nothing where it is off', (id) => {
    const history = readHistory(readFileSync(fileOf(id), 'utf8'), fileOf(id));
    const seen = judgeHistory(history, properties, classify);
    expect([...seen.findings, ...seen.suspects].map(({ property }) => property)).toContain(id);
    const off = judgeHistory(history, properties.filter((property) => property.id !== id), classify);
    expect([...off.findings, ...off.suspects]).toEqual([]);
  });
});
