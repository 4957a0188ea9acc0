import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, listen } from '../../zoo/base/http.js';
import type { Handler } from '../../zoo/base/http.js';
import type { BuiltPackage } from '../process/package.js';
import { buildPackage, ended } from '../process/package.js';
import { startReadmeService } from '../process/readme-service.js';
import { blocks, files } from '../process/snippets.js';

const PAGE = readFileSync('docs/writing-a-property.md', 'utf8');
const FILES = files(PAGE);

let built: BuiltPackage;
beforeAll(() => {
  built = buildPackage();
  for (const [name, text] of FILES) writeFileSync(join(built.dir, name), text);
});
afterAll(() => built.remove());

async function runAgainst(url: string) {
  writeFileSync(join(built.dir, 'run.js'), (FILES.get('run.js') ?? '').replaceAll('http://localhost:3000', url).replace('20_000', '4_000'));
  return ended(built.node('run.js'));
}

describe('docs/writing-a-property.md', { timeout: 60_000 }, () => {
  it('should have no code that is not run here', () => {
    expect([...FILES.keys()]).toEqual(['located.js', 'run.js', 'fees.js', 'fees.test.js']);
    expect(blocks(PAGE, 'js')).toEqual([...FILES.values()]);
  });

  it('should hold on a service that is right', async () => {
    const { url, close } = await startReadmeService();
    const { out, err } = await runAgainst(url).finally(close);
    expect(err).toBe('');
    expect(out).toMatch(/^pass in \d+ plans$/m);
  });

  it('should fail on a service that breaks it', async () => {
    const made: Handler = ({ text }) => json(201, { id: text.length });
    const { url, close } = await listen(made);
    const { out, err } = await runAgainst(url).finally(close);
    expect(err).toBe('');
    expect(out).toMatch(/^fail in \d+ plans$/m);
  });

  it('should prove the property with causes on literal histories', async () => {
    expect(await ended(built.node('fees.test.js'))).toMatchObject({ code: 0, err: '', out: 'same-fee judges as it should\n' });
  });
});
