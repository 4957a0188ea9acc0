import { AsyncLocalStorage } from 'node:async_hooks';
import type { TestContext } from 'vitest';
import { onTestFinished } from 'vitest';

type Hook = TestContext['onTestFinished'];

const own = new AsyncLocalStorage<Hook>();

/** Of tests that run side by side vitest's hook knows only one, and a server would end with somebody else's test: so each brings its own. */
export function sideBySide<Given>(test: (given: Given) => Promise<void>): (given: Given, context: TestContext) => Promise<void> {
  return (given, context) => own.run(context.onTestFinished, () => test(given));
}

/** What is to be done at the end of the test that asks. */
export function atEnd(end: Parameters<Hook>[0]): void {
  (own.getStore() ?? onTestFinished)(end);
}
