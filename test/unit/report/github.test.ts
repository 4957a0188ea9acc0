import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/model/index.js';
import { createMasker, renderAnnotations, renderJobSummary } from '../../../src/report/index.js';
import { code, fenced, markdown } from '../../../src/report/markdown.js';
import { FINDING, REJUDGED, RESULT, withFinding } from './literal.js';

const masked = createMasker({ salt: 'salt' }).result(RESULT);
const passed: CheckResult = { ...masked, name: 'refunds', verdicts: masked.verdicts.filter(({ verdict }) => verdict !== 'fail'), exitCode: 0, exitReason: 'all held' };
const ended = (exitCode: CheckResult['exitCode'], more: Partial<CheckResult> = {}): CheckResult => ({ ...passed, exitCode, exitReason: 'why', ...more });

describe('renderAnnotations', () => {
  it('should be one command a finding, on one line, with what ends a command escaped', () => {
    const [verdict, ...rest] = masked.verdicts;
    const odd = { ...FINDING, violation: { ...FINDING.violation, sentence: '100 % of 2\r\nlines::and, more' }, cause: 'a:b,c' };
    const [line = '', ...others] = renderAnnotations([{ ...masked, name: 'pay', verdicts: [{ ...verdict!, findings: [odd] }, ...rest] }]).split('\n');
    expect(others).toEqual(['']);
    expect(line.startsWith('::error title=retryproof%3A pay%3A single-effect (a%3Ab%2Cc)::100 %25 of 2%0D%0Alines::and, more%0Aa0 at once')).toBe(true);
    expect(line).toContain('%0AFails in: 17 of 20 reruns, alone%0ARun again: npx retryproof replay ');
  });

  it.each([
    [1, '::error title=retryproof%3A refunds%3A FAILED (exit 1)::why\n'],
    [3, '::error title=retryproof%3A refunds%3A NO VERDICT (exit 3)::why\n'],
    [4, '::warning title=retryproof%3A refunds%3A INCONCLUSIVE (exit 4)::why\n'],
    [5, '::error title=retryproof%3A refunds%3A REFUSED (exit 5)::why\n'],
    [130, '::warning title=retryproof%3A refunds%3A INTERRUPTED (exit 130)::why\n'],
    [0, ''],
  ] as const)('should say of exit %i without a finding %j', (exitCode, expected) => {
    expect(renderAnnotations([ended(exitCode)])).toBe(expected);
  });

  it('should name no command for a saved history that does not say what it takes, nor the seed of another', () => {
    const rejudged = { ...withFinding(REJUDGED), stats: { ...RESULT.stats, elapsedMs: 0 } };
    const text = renderAnnotations([rejudged]) + renderJobSummary([rejudged], rejudged, () => undefined);
    expect(text).toContain('Saved as: history h7 in other.jsonl');
    expect(text).not.toMatch(/Run again|--seed|seed 1234|```sh/);
  });

  it('should be no more than GitHub shows, and say so', () => {
    const lines = renderAnnotations(Array.from({ length: 12 }, () => ended(3, { trouble: { kind: 'unreachable', message: 'why', hint: 'start it' } }))).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('::error title=retryproof%3A refunds%3A NO VERDICT (exit 3)::why%0Astart it');
    expect(lines[10]).toBe('::notice title=retryproof::2 more in the log and in the job summary');
  });
});

describe('renderJobSummary', () => {
  const explain = () => ({ means: 'A race.', fix: 'Claim the key first.' });

  it('should tell verdict, findings and properties of one target', () => {
    expect(renderJobSummary([masked], masked, explain)).toMatchSnapshot();
  });

  it('should have a section for each of several targets, under the outcome of all', () => {
    const text = renderJobSummary([{ ...masked, name: 'charges' }, passed], { exitCode: 1, exitReason: 'violations: charges (1 of 2 targets)' }, () => undefined);
    expect(text.match(/^#+ .*$/gm)).toEqual([
      '## retryproof: FAILED (exit 1): violations: charges (1 of 2 targets)',
      '### `charges`: FAILED (exit 1): 1 property is violated: single-effect.',
      '#### ✗ single-effect (overlap)',
      '### `refunds`: PASSED (exit 0): all held',
    ]);
  });

  it('should say what to do where there was trouble', () => {
    const text = renderJobSummary([ended(3, { verdicts: [], trouble: { kind: 'unreachable', message: 'why', hint: 'start <it>' } })], ended(3), explain);
    expect(text).toContain('Try: start &lt;it&gt;');
    expect(text).not.toContain('|---|');
  });

  it('should show no secret', () => {
    expect(renderJobSummary([masked], masked, explain) + renderAnnotations([masked])).not.toMatch(/hunter2|4242424242424242/);
  });
});

describe('Markdown', () => {
  it('should take text for itself', () => {
    expect(markdown('a | b\n<img src=x> [x](y) *z* `q` ~s~ $m$ a&b \\')).toBe(String.raw`a \| b &lt;img src=x&gt; \[x\](y) \*z\* \`q\` \~s\~ \$m\$ a&amp;b \\`);
  });

  it('should fence code more strongly than what is in it', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`a')).toBe('`` `a ``');
    expect(fenced('a\n```\nb', 'sh')).toBe('````sh\na\n```\nb\n````');
  });
});
