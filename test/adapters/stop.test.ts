import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { Output } from '../../adapters/exec/output.js';
import { TargetProcess } from '../../adapters/exec/process.js';
import { until } from './servers.js';

const folder = mkdtempSync(join(tmpdir(), 'retryproof-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Says when it is up; asked to stop, it takes its time and then writes down that it has finished. */
const service = (file: string): string => {
  const text = `process.once('SIGTERM', () => setTimeout(() => { fs.appendFileSync('${file}', 'finished'); process.exit(0); }, 100)); fs.appendFileSync('${file}', 'up '); setInterval(() => {}, 1000)`;
  return `${process.execPath} -e "${text}"`;
};

describe('a target that is asked to stop', () => {
  it.each([
    ['is one process', (file: string) => `exec ${service(file)}`],
    ['has closed what it inherited', (file: string) => `exec 4>&- && exec ${service(file)}`],
    ['is run by a shell', (file: string) => `MODE=x ${service(file)}`],
    ['is one command of several', (file: string) => `true && ${service(file)}; true`],
    ['writes its log to a file', (file: string) => `${service(file)} > ${file}.log 2>&1`],
    ['is run by a shell in a shell', (file: string) => `sh -c 'true; ${service(file).replaceAll("'", `'"'"'`)}; true'`],
  ])('should have the time to finish where it %s', async (name, command) => {
    const file = join(folder, name.replaceAll(' ', '-'));
    const target = new TargetProcess(command(file), {}, new Output());
    const said = (): string => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return '';
      }
    };
    await until(() => said() === 'up ');
    await target.stop();
    expect(said()).toBe('up finished');
  });
});
