import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../../src/report/history.js';
import { HISTORY } from './literal.js';

const docs = readFileSync(new URL('../../../docs/history-format.md', import.meta.url), 'utf8');
const lines = (kind: string) => [...docs.matchAll(new RegExp(`<!-- line: ${kind} -->\n\`\`\`json\n(.*)\n\`\`\``, 'g'))].map(([, line]) => line ?? '');

describe('docs/history-format.md', () => {
  it('should show a head and events that are read as they stand', () => {
    const [head] = lines('head');
    const events = lines('event');
    expect(readHistory([head, ...events, ''].join('\n'), 'the docs').events).toHaveLength(events.length);
  });

  it('should show every type of event', () => {
    const shown = new Set(lines('event').map((line) => (JSON.parse(line) as { type: string }).type));
    expect([...shown].toSorted()).toEqual(['capture', 'clock', 'complete', 'crowd', 'disruption', 'downstream', 'fault', 'first-byte', 'invoke', 'note', 'probe', 'reused', 'sent', 'settled', 'settling']);
  });

  it('should name every member that a head has', () => {
    expect(Object.keys(JSON.parse(lines('head')[0] ?? '') as object).toSorted()).toEqual(Object.keys(HISTORY.head).toSorted());
  });
});
