import { expect, it } from 'vitest';

import { systemClock } from '../../../src/run/clock.js';

it('should not wake at once whoever sleeps for longer than a timer runs', async () => {
  const controller = new AbortController();
  let isOver = false;
  const asleep = systemClock.sleep(2 ** 32, controller.signal).then(() => (isOver = true));
  await systemClock.sleep(50);
  expect(isOver).toBe(false);
  controller.abort();
  await asleep;
});
