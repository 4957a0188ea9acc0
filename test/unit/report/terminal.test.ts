import { describe, expect, it } from 'vitest';
import type { CheckResult, Finding } from '../../../src/model/index.js';
import { createMasker, renderReplay, renderTerminal } from '../../../src/report/index.js';
import { EVENTS, FINDING, HISTORY, RESULT, invoke } from './literal.js';

const explain = (property: string) =>
  property === 'single-effect'
    ? { means: 'The key is looked up and stored in two steps, and a duplicate fits in between.', fix: 'Claim the key with a unique constraint before executing.' }
    : undefined;
const masked = createMasker({ salt: 'salt' }).result(RESULT);

function withFinding(finding: Finding): CheckResult {
  const [first, ...rest] = RESULT.verdicts;
  return { ...RESULT, verdicts: [{ ...first!, findings: [finding] }, ...rest] };
}

describe('renderTerminal', () => {
  it('should tell a violation from its sentence to the command that runs it again', () => {
    expect(renderTerminal(masked, { explain })).toMatchSnapshot();
  });

  it('should stay within the width, but for words that are copied', () => {
    const lines = renderTerminal(masked, { explain, width: 72 }).split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
  });

  it('should paint only when asked', () => {
    expect(renderTerminal(masked, { explain })).not.toContain('\u001b');
    expect(renderTerminal(masked, { explain, color: true })).toContain('\u001b[31m');
  });

  it('should say why a counterexample is not minimal and that it was not rerun', () => {
    const text = renderTerminal(withFinding({ ...FINDING, reproduction: { runs: 0, failures: 0, minimal: false, note: 'time ended', candidates: 1 } }), { explain });
    expect(text).toContain('not minimal: time ended (1 smaller plan tried)');
    expect(text).toContain('not run again');
  });

  it('should name the seed where no file was saved', () => {
    const { file: _, ...unsaved } = FINDING;
    expect(renderTerminal(withFinding(unsaved), { explain })).toContain('the same command with --seed 1234');
  });

  it('should show witnesses first where not all lanes fit', () => {
    const crowd = Array.from({ length: 12 }, (_, index) => invoke(`x${index}`, 20 + index, { operation: 1 }));
    const text = renderTerminal(withFinding({ ...FINDING, history: { ...HISTORY, events: [...EVENTS, ...crowd] } }), { explain });
    expect(text).toMatch(/time +a0 POST +a1 POST +s0 POST/);
    expect(text).toContain('11 more attempts not shown');
  });

  it('should end with the exit sentence, and show trouble with its hint', () => {
    const text = renderTerminal(
      { ...RESULT, verdicts: [], calibration: null, stats: { ...RESULT.stats, plans: 0 }, exitCode: 3, exitReason: 'the target was not there.', trouble: { kind: 'unreachable', message: 'Nothing listens at localhost:3000.', hint: 'start the service' } },
      { explain },
    );
    expect(text).toContain('start the service');
    expect(text).not.toContain('Campaign');
    expect(text.trimEnd().split('\n').at(-1)).toBe('NO VERDICT (exit 3): the target was not there.');
  });
});

describe('renderReplay', () => {
  it.each(['FAILED', 'FIXED', 'DRIFTED'] as const)('should end with %s', (verdict) => {
    const text = renderReplay({ verdict, runs: 20, failures: 3, property: 'single-effect', sentence: 'One key made 2 effects.' }, undefined, { explain });
    expect(text).toMatch(new RegExp(`^${verdict}: `, 'm'));
  });
});
