import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/parse.js';
// @ts-expect-error -- a script, without types
import { helpModule } from '../../../scripts/help.mjs';

describe('the prepared help', () => {
  it('should be what yargs says (npm run help-texts makes it anew)', () => {
    expect(readFileSync('src/cli/help-texts.ts', 'utf8')).toBe((helpModule as (parse: typeof parseArguments) => string)(parseArguments));
  });
});
