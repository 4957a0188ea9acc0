import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import forgetsSoon from '../zoo/planted/forgets-soon.js';
import { counted, retryproof } from './targets/cli.js';

it('should wait in a replay for as long as it took until the target had forgotten', async () => {
  const { url, close } = await forgetsSoon.start();
  try {
    const checked = await retryproof(counted(url, '--property', 'single-effect', '--time', '7s', '--concurrency', '4'));
    expect(checked.text).toMatch(/r0\.0 at the end/);
    expect(checked.text).toMatch(/Fails in 0 of \d+ reruns, alone/);
    expect(checked.text).toMatch(/not \d\.\d s later as this one did: perhaps something is forgotten with time/);
    expect(checked.code).toBe(1);
    const dir = join(checked.cwd, '.retryproof');
    const file = readdirSync(dir).find((name) => name.startsWith('single-effect')) ?? '';
    const replayed = await retryproof(['replay', join(dir, file)], { cwd: checked.cwd });
    expect(replayed.text).toContain('was violated again in 20 of 20 runs');
    expect(replayed.code).toBe(1);
  } finally {
    await close();
  }
}, 30_000);
