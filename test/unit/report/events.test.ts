import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/report/index.js';
import { createMasker, renderEvent, resultEvents, startEvent, violationEvent } from '../../../src/report/index.js';
import { FINDING, RESULT } from './literal.js';

const schema = JSON.parse(readFileSync(new URL('../../../schema/events.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
const masked = createMasker({ salt: 'salt' }).result(RESULT);
const wrong = (line: string) => (validate(JSON.parse(line)) ? '' : JSON.stringify(validate.errors));

describe('renderEvent', () => {
  const events: readonly RunEvent[] = [
    startEvent('0.1.0', '2026-01-02T03:04:05.000Z', ['payments.charge']),
    { event: 'note', kind: 'adopted', text: 'a text', field: 'mismatch' },
    { event: 'progress', phase: 'campaign', plans: 1, requests: 2, requestsPerSecond: 3, situations: 4, violations: 5, elapsedMs: 6.5, timeMs: 7, detail: 'more' },
    violationEvent({ property: 'single-effect', cause: 'overlap', sentence: 'Two.', address: FINDING.address }),
    ...resultEvents(masked),
    { event: 'end', exitCode: 1, exitReason: 'why' },
  ];

  it.each(events.map((event) => [event.event, event] as const))('should write %s as the schema says, on one line', (_, event) => {
    const line = renderEvent(event, 12.3456, 'payments.charge');
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(wrong(line)).toBe('');
    expect(JSON.parse(line)).toMatchObject({ atMs: 12.3, target: 'payments.charge', event: event.event });
  });

  it('should leave the target out where it has no name', () => {
    expect(renderEvent({ event: 'end', exitCode: 0, exitReason: 'x' }, 0)).toBe('{"event":"end","atMs":0,"exitCode":0,"exitReason":"x"}\n');
  });

  it('should be refused by the schema where something is missing', () => {
    expect(wrong('{"event":"end","atMs":0,"exitCode":0}')).not.toBe('');
    expect(wrong('{"event":"stop","atMs":0}')).not.toBe('');
  });
});

describe('resultEvents', () => {
  it('should tell each finding, then the outcome', () => {
    expect(resultEvents(masked)).toEqual([
      { event: 'finding', property: 'single-effect', cause: 'overlap', sentence: FINDING.violation.sentence, address: '1234:loss+overlap:17', runs: 20, failures: 17, minimal: true, command: `npx retryproof replay ${FINDING.file}`, file: FINDING.file },
      expect.objectContaining({ event: 'result', exitCode: 1, seed: 1234, verdicts: { 'single-effect': 'fail', 'not-stuck': 'pass', 'in-flight': 'pass', isolation: 'unknown', marker: 'skip' } }),
    ]);
  });
});

describe('docs/events.md', () => {
  const docs = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');
  const lines = [...docs.matchAll(/<!-- line: event -->\n```json\n(.*)\n```/g)].map(([, line = '']) => line);
  const shown = lines.map((line) => JSON.parse(line) as { readonly event: string });

  it('should show every event, as the schema says and as it is written', () => {
    const { oneOf } = schema as { readonly oneOf: readonly { readonly properties: { readonly event: { readonly const: string } } }[] };
    expect(shown.map(({ event }) => event).toSorted()).toEqual(oneOf.map(({ properties }) => properties.event.const).toSorted());
    expect(lines.map(wrong).filter((each) => each !== '')).toEqual([]);
    expect(lines.every((line) => line === JSON.stringify(JSON.parse(line)))).toBe(true);
  });

  it('should have a heading for each', () => {
    expect([...docs.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)).toEqual(shown.map(({ event }) => event));
  });
});
