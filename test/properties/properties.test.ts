import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { properties } from '../../properties/index.js';
import type { Told } from './build.js';
import { facts } from './build.js';
import { cases } from './cases.js';

function judge(id: string, ...story: Parameters<typeof facts>) {
  const property = properties.find((each) => each.id === id);
  if (property === undefined) throw new Error(`no property ${id}`);
  return property.judge(facts(...story));
}

describe('each property', () => {
  it.each(cases.map((each, index) => ({ ...each, name: `${index} ${each.property}: ${each.causes?.join(', ') ?? 'pass'}` })))('$name', ({ property, causes, operations, setting }) => {
    const judgement = judge(property, operations, setting);
    const violations = judgement.verdict === 'fail' ? judgement.violations : [];
    expect(judgement.verdict).toBe(causes === undefined ? 'pass' : 'fail');
    expect(violations.map(({ cause }) => cause)).toEqual(causes ?? []);
    for (const { sentence, attempts } of violations) {
      expect(sentence).toMatch(/\d.*\.$/);
      expect(attempts.length).toBeGreaterThan(0);
    }
  });

  it('passes on a literal history, and each of its causes is reachable from one', () => {
    for (const { id, causes } of properties) {
      const own = cases.filter(({ property }) => property === id);
      expect(own.some((each) => each.causes === undefined), `${id} passes`).toBe(true);
      expect(new Set(own.flatMap((each) => each.causes ?? [])), id).toEqual(new Set(Object.keys(causes)));
    }
  });

  it('has a rank of its own, in the order of the index', () => {
    expect(properties.map(({ rank }) => rank)).toEqual(properties.map((_, index) => index + 1));
    expect(new Set(properties.map(({ id }) => id)).size).toBe(properties.length);
  });

  it('says the same where a request besides was never sent, for want of the answer that it is made from', () => {
    const never: Told = { key: { kind: 'shared', of: 0 }, route: 1, parent: 0, sent: [], settled: 'not-tried' };
    for (const { property, operations, setting } of cases) {
      expect(judge(property, [...operations, never], setting), property).toEqual(judge(property, operations, setting));
    }
    for (const { id, judge: judgeIt } of properties) {
      const alone = judgeIt(facts([{ sent: [{ at: [0, 10], got: 402 }], effects: 0, settled: 'refused' }, never]));
      expect(alone.verdict, id).toBe(id === 'rejected-not-applied' ? 'pass' : ['natural-idempotence', 'expiry'].includes(id) ? 'skip' : 'unknown');
    }
  });

  it('fails on nothing that the contract leaves open', () => {
    for (const { property, operations, setting } of cases.filter(({ causes }) => causes !== undefined)) {
      if (['single-effect', 'acknowledged-applied', 'rejected-not-applied', 'no-spontaneous-effect', 'natural-idempotence'].includes(property)) continue;
      const without = ['scope', 'inFlight', 'mismatch', 'missingKey', 'stored', 'failure', 'replay', 'equivalence', 'marker', 'resourceId', 'leaseMs', 'key'] as const;
      const judgement = judge(property, operations, { ...setting, contract: { name: 'open' }, without });
      const causes = judgement.verdict === 'fail' ? judgement.violations.map(({ cause }) => cause) : [];
      expect(causes.filter((cause) => !['never-answered', 'refused-after-failure', 'refused-with-effect', 'revoked-replay'].includes(cause)), property).toEqual([]);
    }
  });

  it('is documented, with every cause', () => {
    const text = readFileSync(new URL('../../docs/properties.md', import.meta.url), 'utf8');
    for (const { id, statement, source, causes } of properties) {
      expect(text).toContain(`## ${id}\n`);
      expect(text).toContain(statement);
      expect(text).toContain(source);
      for (const [cause, { means, fix }] of Object.entries(causes)) {
        expect(text, `${id} ${cause}`).toContain(`\`${cause}\``);
        expect(text).toContain(means);
        expect(text).toContain(fix);
      }
    }
  });
});
