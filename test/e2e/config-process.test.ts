import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Running } from '../zoo/base/http.js';
import type { BuiltPackage, Ended } from './process/package.js';
import { buildPackage, ended } from './process/package.js';
import { startReadmeService } from './process/readme-service.js';

let built: BuiltPackage;
let service: Running;
beforeAll(async () => {
  built = buildPackage();
  service = await startReadmeService();
});
afterAll(async () => {
  built.remove();
  await service.close();
});

/** A project that has the package installed, or has not. */
function project(files: { readonly [name: string]: string }, installed = true): string {
  const dir = mkdtempSync(join(tmpdir(), 'retryproof-project-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  if (installed) {
    mkdirSync(join(dir, 'node_modules'));
    symlinkSync(built.dir, join(dir, 'node_modules/retryproof'));
  }
  return dir;
}

function retryproof(cwd: string, args: readonly string[], env: { readonly [name: string]: string } = {}): Promise<Ended> {
  const { GITHUB_ACTIONS: _, ...outside } = process.env;
  return ended(built.run(args, { cwd, env: { ...outside, ...env } }));
}

/** The options of Node that make these packages and files look as if they were not there. */
function without(...names: readonly string[]): { readonly NODE_OPTIONS: string } {
  const hook = `export function resolve(name, context, next) { if (${JSON.stringify(names)}.some((each) => name === each || name.endsWith(each + ".js"))) throw Object.assign(new Error("Cannot find package " + name), { code: "ERR_MODULE_NOT_FOUND" }); return next(name, context); }`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(register)}` };
}

const typescript = (more = '') => `
import { defineConfig } from 'retryproof';
import type { Config } from 'retryproof';

interface Charge { readonly amount: string; readonly reference: string }
${more}
const body: Charge = { amount: '{{int 1 5000}}', reference: '{{nonce}}' };
const config: Config = {
  url: '\${BASE}',
  body: { ...body },
  time: '3s',
  runs: 20,
  operations: {
    charge: { url: '/charges', effects: 'GET /charges?reference={{nonce}}' },
    refund: { url: '/refunds', effects: 'GET /refunds?reference={{nonce}}' },
  },
};
export default defineConfig(config);
`;
const YAML = `
url: \${BASE}
time: 3s
runs: 20
operations:
  charge:
    url: /charges
    body: { amount: '{{int 1 5000}}', reference: '{{nonce}}' }
    effects: GET /charges?reference={{nonce}}
`;

describe('a configuration of a project', () => {
  it.each([
    ['retryproof.config.ts', typescript()],
    ['retryproof.config.mts', typescript('enum Kind { Charge }\nvoid Kind.Charge;')],
    ['retryproof.config.yaml', YAML],
  ])('should be read from %s by the command line as it is installed', async (name, text) => {
    const { code, out, err } = await retryproof(project({ [name]: text, 'package.json': '{"type":"module"}' }), ['check', 'charge'], { BASE: service.url });
    expect(err).toContain(`retryproof: reading ${name}\n`);
    expect(out, err).toContain(` · charge · POST ${service.url}/charges`);
    // In so little time a campaign may reach too little.
    expect([0, 4], out).toContain(code);
  });

  it('should be refused in TypeScript that this Node cannot read, with what would help', async () => {
    const cwd = project({ 'retryproof.config.ts': typescript('enum Kind { Charge }\nvoid Kind.Charge;') });
    const { code, out, err } = await retryproof(cwd, ['check'], { BASE: service.url, ...without('jiti') });
    expect(err).toMatch(/retryproof\.config\.ts: Node [\d.]+ cannot read it as it stands\nretryproof: npm install --save-dev jiti; /);
    expect([code, out]).toEqual([2, '']);
  });

  it('should be refused with the line of its mistake', async () => {
    const { code, err } = await retryproof(project({ 'retryproof.config.mjs': 'export default {\n  url: 5 5,\n};\n' }), ['check']);
    expect(err).toMatch(/retryproof\.config\.mjs, line 2 cannot be read: SyntaxError: Unexpected number/);
    expect(code).toBe(2);
  });

  it('should be told what to do where the package is not installed', async () => {
    const { code, err } = await retryproof(project({ 'retryproof.config.mjs': "import { defineConfig } from 'retryproof';\nexport default defineConfig({});\n" }, false), ['check']);
    expect(err).toContain('retryproof.config.mjs imports what is not there');
    expect(err).toContain('or export a plain object');
    expect(code).toBe(2);
  });

  it.each([[['--help']], [['check', '--help']], [['check', 'http://localhost:3000/charges', '--dry-run']], [['list']]])('should cost nothing where %j needs none', async (args) => {
    const { code, err } = await retryproof(project({ 'retryproof.config.yaml': YAML }), args, without('yaml', 'jiti', 'config/index'));
    expect([code, err]).toEqual([0, '']);
  });
});
