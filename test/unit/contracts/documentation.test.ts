import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classify, presets, statusesOf } from '../../../src/contracts/index.js';
import { contractSchema, parseContract } from '../../../src/contracts/schema.js';

const text = readFileSync(new URL('../../../docs/contracts.md', import.meta.url), 'utf8');

describe('docs/contracts.md', () => {
  it('should show contracts that parse', () => {
    const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, block]) => JSON.parse(block ?? '') as unknown);
    expect(blocks).toHaveLength(2);
    const [, shared] = blocks.map((block) => parseContract(block, 'docs/contracts.md'));
    const of = (status: number, tree: object) => classify({ status, tree: { ...tree } }, shared ?? { version: 1, name: '' });
    expect([of(409, { code: 'in_progress' }), of(409, { existing_id: 7 }), of(409, {}), of(200, { ok: false }), of(200, { ok: true })]).toEqual(['in-flight', 'accepted', 'refused', 'refused', 'accepted']);
  });

  it('should name every field and every preset', () => {
    const fields = Object.keys(contractSchema.pipe[0].entries).filter((field) => field !== '$schema');
    for (const field of fields) expect(text).toMatch(new RegExp(`\`${field}[\`.]`));
    for (const { name } of presets) expect(text).toContain(`| \`${name}\` |`);
  });

  it('should give the defaults that hold', () => {
    const bare = { version: 1, name: '' } as const;
    for (const set of ['accepted', 'inFlight', 'mismatch', 'transient'] as const) {
      const statuses = statusesOf(bare, set).map((status) => `\`${status}\``);
      expect(text.split('\n').filter((line) => line.startsWith(`| \`${set}\` |`) && line.endsWith(`| ${statuses.join(', ')} |`))).toHaveLength(1);
    }
  });
});
