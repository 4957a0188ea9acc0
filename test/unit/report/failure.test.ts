import { describe, expect, it } from 'vitest';
import type { CheckResult, Verdict } from '../../../src/model/index.js';
import { createMasker, renderFailure, renderSighting, renderTerminal, renderVerdict } from '../../../src/report/index.js';
import { FINDING, RESULT } from './literal.js';

const masked = createMasker({ salt: 'salt' }).result(RESULT);
const report = { explain: () => ({ means: 'It means.', fix: 'Fix it.' }), again: (seed: number) => `the same test with seed: ${seed}` };
const nothing: CheckResult = { ...masked, verdicts: [], exitCode: 3, exitReason: 'it is gone' };

describe('renderFailure', () => {
  it('should be the findings and the outcome of the report, and nothing else of it', () => {
    const whole = renderTerminal(masked, report).split('\n');
    const shown = renderFailure(masked, report).split('\n');
    expect(whole.join('\n')).toContain(shown.slice(0, -1).join('\n'));
    expect(shown.at(-1)).toBe(whole.findLast((line) => line !== ''));
    expect(shown.join('\n')).not.toMatch(/^(Held|Campaign|Contract|Not checked)/m);
  });

  it('should say once what the trouble was, and then what would be right', () => {
    const trouble = { kind: 'unreachable', message: 'it is gone', hint: 'start it' } as const;
    expect(renderFailure({ ...nothing, trouble })).toBe('NO VERDICT (exit 3): it is gone\n  try          start it');
    expect(renderFailure({ ...nothing, trouble, exitCode: 1, exitReason: 'marker does not hold.' })).toBe('it is gone\n  try          start it\n\nFAILED (exit 1): marker does not hold.');
  });

  it('should name every deviation from the contract', () => {
    const notes = [{ kind: 'seen', text: 'nothing of note' }, { kind: 'deviation', text: 'a duplicate waits' }] as const;
    expect(renderFailure({ ...nothing, notes, exitCode: 1, exitReason: 'It deviates.' })).toBe('  deviation    a duplicate waits\n\nFAILED (exit 1): It deviates.');
  });
});

describe('renderVerdict', () => {
  const [verdict] = masked.verdicts as readonly [Verdict];

  it('should be the findings under one property, with how to run them again', () => {
    const text = renderVerdict(verdict, report);
    expect(renderFailure(masked, report)).toContain(text);
    const { file: _, ...unsaved } = FINDING;
    expect(renderVerdict({ ...verdict, findings: [unsaved] }, report)).toMatch(new RegExp(`Run again {4}the same test with seed: ${FINDING.address.seed}$`));
    expect(renderVerdict({ ...verdict, findings: [unsaved] })).toMatch(new RegExp(`the same check with --seed ${FINDING.address.seed}$`));
  });
});

describe('renderSighting', () => {
  it('should tell what happened, and nothing of reruns that nobody has made', () => {
    const text = renderSighting(FINDING, { statement: 'It holds.', level: 'must', source: 'us' }, report);
    expect(text).toContain(`✗ ${FINDING.property} (${FINDING.cause})`);
    expect(text).toContain('Requirement  It holds. (must; us)');
    expect(text).toContain('Try first    Fix it.');
    expect(text).not.toMatch(/Fails in|Size|Run again/);
  });
});
