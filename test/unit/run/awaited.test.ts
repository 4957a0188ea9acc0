import { expect, it } from 'vitest';

import { createAwaited } from '../../../src/run/awaited.js';

it('should be none once all have ended, each once', async () => {
  const awaited = createAwaited();
  await awaited.none();
  const [one, other] = [awaited.begin(), awaited.begin()];
  const seen: string[] = [];
  const none = awaited.none().then(() => seen.push('none'));
  one();
  one();
  await Promise.resolve();
  seen.push('one');
  other();
  await none;
  expect(seen).toEqual(['one', 'none']);
});
