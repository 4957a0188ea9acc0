import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/index.js';
import { createMasker, progressLine, renderJson, renderJunit, renderReports, renderTerminal } from '../../../src/report/index.js';
import { FINDING, HISTORY, REJUDGED, RESULT, withFinding } from './literal.js';

const schema = JSON.parse(readFileSync(new URL('../../../schema/report.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: false }).compile(schema);
const masked = createMasker({ salt: 'salt' }).result(RESULT);
const rejudged = { ...withFinding(REJUDGED), stats: { ...RESULT.stats, elapsedMs: 0 } };
const explain = () => ({ means: 'A race.', fix: 'Claim the key first.' });

interface Report {
  readonly verdicts: readonly { readonly findings: readonly { readonly advice: unknown }[] }[];
}

describe('renderJson', () => {
  it('should be what the schema says', () => {
    validate(JSON.parse(renderJson(masked)));
    expect(validate.errors).toBeNull();
  });

  it('should say when a campaign was ended for what it had found', () => {
    const report: unknown = JSON.parse(renderJson({ ...masked, stats: { ...masked.stats, endedEarly: { afterMs: 6_010, ofMs: 20_000 } } }));
    validate(report);
    expect(validate.errors).toBeNull();
    expect(report).toMatchObject({ stats: { endedEarly: { afterMs: 6_010, ofMs: 20_000 } } });
  });

  it('should be what the schema says where nothing was found', () => {
    const { exitCode: _, ...rest } = RESULT;
    validate(JSON.parse(renderJson({ ...rest, verdicts: [], calibration: null, exitCode: 3, trouble: { kind: 'unreachable', message: 'no' } })));
    expect(validate.errors).toBeNull();
  });

  it('should carry the finding, its counterexample and how to run it again', () => {
    const report = JSON.parse(renderJson(masked)) as { verdicts: Record<string, never>[] };
    expect(report.verdicts[0]).toMatchObject({
      id: 'single-effect',
      verdict: 'fail',
      cause: 'overlap',
      counterexample: { file: '.retryproof/single-effect-overlap-1234.jsonl', plan: { lane: 'raw-headers' } },
      reproduction: { runs: 20, failures: 17, address: '1234:loss+overlap:17', command: 'npx retryproof replay .retryproof/single-effect-overlap-1234.jsonl' },
    });
    expect(report.verdicts[0]?.['findings']).toMatchObject([{ advice: null, history: { id: HISTORY.head.id, file: '.retryproof/single-effect-overlap-1234.jsonl' } }]);
    expect(report.verdicts[1]).toMatchObject({ verdict: 'pass', cause: null, counterexample: null, overlap: { answer: 14, body: 0, client: 3 }, bound95: 1 - 0.05 ** (1 / 640) });
  });

  it('should tell why a property was not checked from what would have it checked, which reports for people say in one', () => {
    const result = { ...masked, verdicts: masked.verdicts.map((each) => (each.id === 'isolation' ? { ...each, reason: 'one caller', way: 'give two' } : each)) };
    const { verdicts } = JSON.parse(renderJson(result)) as { verdicts: Record<string, never>[] };
    expect(verdicts.find((each) => each['id'] === 'isolation')).toMatchObject({ reason: 'one caller', way: 'give two' });
    expect(verdicts.find((each) => each['id'] === 'marker')).toMatchObject({ way: null });
    for (const text of [renderJunit(result), renderTerminal(result, { explain })]) expect(text.replaceAll(/\s+/g, ' ')).toContain('one caller; to have it checked, give two');
  });

  it('should give the advice that the terminal gives: of the history, or else of the cause', () => {
    const adviceIn = (finding: Finding): unknown => (JSON.parse(renderJson(withFinding(finding), explain)) as Report).verdicts[0]?.findings[0]?.advice;
    const own = { means: 'This race.', fix: 'This lock first.' };
    expect(adviceIn(FINDING)).toEqual({ means: 'A race.', fix: 'Claim the key first.' });
    expect(adviceIn({ ...FINDING, violation: { ...FINDING.violation, advice: own } })).toEqual(own);
    const reports = JSON.parse(renderReports([masked], masked, explain)) as { reports: Report[] };
    expect(reports.reports[0]?.verdicts[0]?.findings[0]?.advice).toEqual({ means: 'A race.', fix: 'Claim the key first.' });
    validate(JSON.parse(renderJson(masked, explain)));
    expect(validate.errors).toBeNull();
  });

  it('should say where a history stands that was judged again, and name no command and no seed that is none of it', () => {
    const report = JSON.parse(renderJson(withFinding(REJUDGED))) as Report;
    expect(report.verdicts[0]?.findings[0]).toMatchObject({ history: { id: 'h7', file: 'other.jsonl' }, counterexample: { file: null }, reproduction: { command: '' } });
    validate(report);
    expect(validate.errors).toBeNull();
  });
});

describe('renderReports', () => {
  it('should hold each report as it would stand alone, as the schema says', () => {
    const together = { exitCode: 1 as const, exitReason: 'violations: a (1 of 2 targets)' };
    const document = JSON.parse(renderReports([{ ...masked, name: 'a' }, { ...masked, name: 'b' }], together)) as { reports: object[] };
    const reports = JSON.parse(readFileSync(new URL('../../../schema/reports.json', import.meta.url), 'utf8')) as object;
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(schema);
    expect(ajv.validate(reports, document), ajv.errorsText()).toBe(true);
    expect(document).toMatchObject({ format: 'retryproof-reports', ...together, kit: masked.kit });
    expect(document.reports).toEqual(['a', 'b'].map((name) => JSON.parse(renderJson({ ...masked, name })) as object));
  });
});

describe('renderJunit', () => {
  it('should have one case per property', () => {
    expect(renderJunit(masked)).toMatchSnapshot();
  });

  it('should have a suite per target, whose cases no other suite has, and sums over all', () => {
    const xml = renderJunit([{ ...masked, name: 'payments.charge' }, { ...masked, name: 'payments.refund' }]);
    expect(xml.match(/<testsuites? [^>]*>/g)).toEqual([
      '<testsuites name="retryproof" tests="10" failures="2" errors="0" skipped="4" time="36.500">',
      '<testsuite name="retryproof payments.charge: POST http://localhost:3000/charges" tests="5" failures="1" errors="0" skipped="2" time="18.250">',
      '<testsuite name="retryproof payments.refund: POST http://localhost:3000/charges" tests="5" failures="1" errors="0" skipped="2" time="18.250">',
    ]);
    expect(new Set(xml.match(/classname="[^"]*" name="[^"]*"/g)).size).toBe(10);
    expect(xml).toContain('classname="retryproof.payments.refund" name="isolation"');
  });

  it('should share out the time of a suite among what was checked', () => {
    const times = [...renderJunit(masked).matchAll(/<testcase [^>]*time="([\d.]+)"/g)].map(([, time]) => Number(time));
    expect(times).toHaveLength(5);
    expect(times.reduce((sum, time) => sum + time, 0)).toBeCloseTo(18.25, 2);
    expect(times.filter((time) => time === 0)).toHaveLength(2);
  });

  it('should name the seed of its campaign, and of histories that were judged again neither a seed nor a command', () => {
    expect(renderJunit(masked)).toMatch(/name="seed" value="1234"[^]*run again: npx retryproof replay \.retryproof/);
    const xml = renderJunit(rejudged);
    expect(xml).toContain('saved as: history h7 in other.jsonl');
    expect(xml).not.toMatch(/run again|--seed|name="seed"/);
  });

  it('should be no green suite where a promise was broken that no property shows', () => {
    const xml = renderJunit({ ...masked, verdicts: masked.verdicts.filter(({ verdict }) => verdict === 'pass'), exitCode: 1, exitReason: 'a deviation from the contract' });
    expect(xml).toContain('tests="3" failures="1" errors="0"');
    expect(xml).toContain('name="outcome" time="0.000"><failure type="exit 1" message="a deviation from the contract">a deviation from the contract</failure>');
  });

  it('should be no green suite where the run came to no verdict', () => {
    const xml = renderJunit({ ...RESULT, verdicts: [], exitCode: 4, exitReason: 'Nothing was "put" to the <test>.\u0000' });
    expect(xml).toContain('errors="1"');
    expect(xml).toContain('<error type="exit 4"');
    expect(xml).toContain('Nothing was &quot;put&quot; to the &lt;test&gt;.\u{fffd}');
  });
});

describe('progressLine', () => {
  const progress = { phase: 'campaign', plans: 1234, requests: 9000, requestsPerSecond: 812.4, situations: 1, violations: 0, elapsedMs: 4_100, timeMs: 20_000 };

  it('should tell plans, pace, situations and violations', () => {
    expect(progressLine(progress, 100)).toBe('4s/20s campaign · 1,234 plans · 812 requests/s · 1 situation · no violation');
  });

  it('should keep within its width', () => {
    expect(progressLine({ ...progress, violations: 2, detail: 'x'.repeat(90) }, 80)).toHaveLength(80);
  });
});
