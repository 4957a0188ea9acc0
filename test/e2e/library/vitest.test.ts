import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { properties } from '../../../properties/index.js';
import type { BuiltPackage } from '../process/package.js';
import { buildPackage } from '../process/package.js';
import { blocks } from '../process/snippets.js';
import type { VitestProject } from '../process/vitest-project.js';
import { vitestProject } from '../process/vitest-project.js';

const [TWO_LINES = ''] = blocks(readFileSync('README.md', 'utf8'), 'ts');
const ENOUGH = 'should have put enough to the test';

/** A test file as a project has it, whose service starts in a hook, and what is added to it. */
const charges = (repaired: boolean, added: string): string => `
  import { afterAll, beforeAll, expect, it } from 'vitest';
  import { startPayments } from './payments.js';

  let service;
  beforeAll(async () => {
    const { url, close } = await startPayments(${repaired});
    service = { url: new URL(url).origin, close };
  });
  afterAll(() => service.close());

  it('should be there', () => { expect(service.url).toMatch(/^http:/); });
  ${added}
`;
/** As many plans as a pass needs, however long they take here. */
const bounded = (text: string): string => text.replace("describeRetryproof('charges', {", "describeRetryproof('charges', { timeMs: 120_000, runs: 250,");

let built: BuiltPackage;
let project: VitestProject;
beforeAll(() => {
  built = buildPackage();
  project = vitestProject(built);
});
afterAll(() => {
  project.remove();
  built.remove();
});

describe('two lines in vitest, as the README shows them', { timeout: 200_000 }, () => {
  it('should be two', () => {
    expect(TWO_LINES.match(/^\S.*/gm)?.filter((line) => line !== '});')).toEqual([expect.stringMatching(/^import /), expect.stringMatching(/^describeRetryproof\(/)]);
  });

  it('should fail on a planted bug with the right sentence, and nothing of the kit in the way', async () => {
    const { code, text, failed, skipped, passed } = await project.run({ 'charges.test.js': charges(false, bounded(TWO_LINES)) });
    expect(code, text).toBe(1);
    expect(failed, text).toEqual(['single-effect']);
    expect(text).toContain('✗ single-effect (second-effect)\n  2 effects for one key: the effects probe counted POST /charges twice;');
    for (const part of ['Requirement  At most one effect per key', 'Schedule     a0 at once', 'Try first    Claim the key with one atomic insert', 'Run again    the same test with seed: ']) expect(text).toContain(part);
    expect(text).not.toMatch(/node_modules|dist\/|^ *at /m);
    expect(passed).toContain('should be there');
    expect(skipped).toContain(ENOUGH);
    expect(text).toContain(`${ENOUGH} [what was found decides]`);
    expect(text).toMatch(/identical-replay \[no pass: it was violated, as a consequence of single-effect\]/);
  });

  it('should pass on the repaired service, and skip what is not promised or cannot be checked, with the reason', async () => {
    const { code, text, failed, passed, skipped } = await project.run({ 'charges.test.js': charges(true, bounded(TWO_LINES)) });
    expect(failed, text).toEqual([]);
    expect(code, text).toBe(0);
    expect(passed).toEqual(expect.arrayContaining(['should be there', 'single-effect', 'acknowledged-applied', 'identical-replay', 'resolvable', 'not-stuck', ENOUGH]));
    expect(skipped).toEqual(expect.arrayContaining(['isolation', 'marker', 'natural-idempotence']));
    expect([...passed, ...skipped].filter((title) => properties.some(({ id }) => id === title))).toHaveLength(properties.length);
    expect(text).toContain('marker [skip: the contract names no marker]');
    expect(text).toMatch(/isolation \[unknown: no key was used by a second principal or on a second route; to have it checked, /);
  });

  it('should fail once, and in words, where the campaign could not run', async () => {
    const lost = `describeRetryproof('lost', { url: 'http://127.0.0.1:1/charges' });`;
    const misspelt = `describeRetryproof('misspelt', { url: () => service.url, require: ['single-efect'] });`;
    const thrown = `describeRetryproof('thrown', { adapter: () => { throw new Error('the service did not start'); }, path: '/charges' });`;
    const { code, text, failed, passed } = await project.run({ 'charges.test.js': charges(true, `import { describeRetryproof } from 'retryproof/vitest';\n${lost}\n${misspelt}\n${thrown}`) });
    expect(code, text).toBe(1);
    expect(failed, text).toEqual([ENOUGH, ENOUGH, ENOUGH]);
    expect(passed).toEqual(['should be there']);
    expect(text).toContain('NO VERDICT (exit 3): http://127.0.0.1:1/charges refused the connection');
    expect(text).toContain('require single-efect: there is no such property\ndid you mean single-effect?');
    expect(text).toContain('the service did not start');
    expect(text).toContain(`[nothing was checked: see "${ENOUGH}"]`);
  });

  it('should fail where what must be checked was not', async () => {
    const little = bounded(TWO_LINES).replace('runs: 250', "runs: 3, require: ['isolation']");
    const { code, text, failed } = await project.run({ 'charges.test.js': charges(true, little) });
    expect(code).toBe(1);
    expect(failed).toEqual(expect.arrayContaining(['isolation', ENOUGH]));
    expect(text).toContain('isolation was not checked: no key was used by a second principal or on a second route');
    expect(text).toMatch(/INCONCLUSIVE \(exit 4\): [^]*only \d+ plans[^]*reached "overlapped"/);
  });
});
