import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { properties } from '../../../properties/index.js';

const DOCUMENTS = ['README.md', 'CHANGELOG.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
const read = (name: string) => readFileSync(name, 'utf8');
const architecture = read('docs/architecture.md');

describe.each(DOCUMENTS)('%s', (name) => {
  it('should link only to what is there', () => {
    const links = [...read(name).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link).filter((link) => !/^https?:/.test(link));
    expect(links.filter((link) => !existsSync(join(dirname(name), link)))).toEqual([]);
  });

  it('should say of links that lead out of the package that they do', () => {
    const shipped = (JSON.parse(read('package.json')) as { files: string[] }).files.concat('README.md', 'LICENSE', 'package.json');
    const inside = (link: string) => /^https?:/.test(link) || shipped.includes(join(dirname(name), link).split('/')[0] ?? '');
    const silent = read(name).split('\n').filter((line) => !/in (the repository|a clone|a checkout)/i.test(line));
    expect(silent.flatMap((line) => [...line.matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => link)).filter((link) => !inside(link))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('should name only files and folders that there are', () => {
    const names = [...architecture.matchAll(/`((?:src|test|properties|adapters|docs|check|run|judge|generate|contracts|report|model|cli)\/[\w./-]*)`/g)].map(([, path = '']) => path);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((path) => !existsSync(path) && !existsSync(join('src', path)))).toEqual([]);
  });

  it('should have a row for every part of src', () => {
    const parts = readdirSync('src', { withFileTypes: true }).map((entry) => `\`src/${entry.name}${entry.isDirectory() ? '/' : ''}\``);
    expect(parts.filter((part) => !architecture.includes(`| ${part} |`))).toEqual([]);
  });

  it('should allow each part to import what the rules allow', () => {
    const rules = read('.dependency-cruiser.cjs');
    for (const part of ['contracts', 'generate', 'judge', 'report']) {
      expect(architecture).toMatch(new RegExp(`\`src/${part}/\` \\|.*\\| \`model\` \\|`));
      expect(rules).toMatch(new RegExp(`'\\^src/${part}/',\\s+\\['\\^src/model/'\\]`));
    }
  });
});

describe('docs/writing-a-property.md', () => {
  it('should name the ranks of the kit', () => {
    expect(read('docs/writing-a-property.md')).toContain(`the kit's are 1 to ${properties.length}`);
  });
});

describe('CHANGELOG.md', () => {
  it('should name every invariant', () => {
    const changelog = read('CHANGELOG.md');
    expect(properties.filter(({ id }) => !changelog.includes(id)).map(({ id }) => id)).toEqual([]);
    expect(changelog).toContain(`${properties.length} invariants`);
    expect(read('README.md')).toContain(`${properties.length - 2} more invariants`);
  });
});
