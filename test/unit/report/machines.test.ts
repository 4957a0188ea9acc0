import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createMasker, progressLine, renderJson, renderJunit } from '../../../src/report/index.js';
import { RESULT } from './literal.js';

const schema = JSON.parse(readFileSync(new URL('../../../schema/report.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: false }).compile(schema);
const masked = createMasker({ salt: 'salt' }).result(RESULT);

describe('renderJson', () => {
  it('should be what the schema says', () => {
    validate(JSON.parse(renderJson(masked)));
    expect(validate.errors).toBeNull();
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
    expect(report.verdicts[1]).toMatchObject({ verdict: 'pass', cause: null, counterexample: null, bound95: 3 / 640 });
  });
});

describe('renderJunit', () => {
  it('should have one case per property', () => {
    expect(renderJunit(masked)).toMatchSnapshot();
  });

  it('should be no green suite where the run came to no verdict', () => {
    const xml = renderJunit({ ...RESULT, verdicts: [], exitCode: 4, exitReason: 'Nothing was "put" to the <test>.\u0000' });
    expect(xml).toContain('errors="1"');
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
