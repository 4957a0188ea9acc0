import { openSink } from '../../../adapters/sink/index.js';
import { optionsOf } from '../../../test/e2e/zoo/run.js';
import type { ZooServer } from '../../../test/zoo/index.js';
import { startServer } from '../../server/server.js';
import { Api } from './api.js';
import { naiveTests } from './tests.js';

/** As many at once as the kit runs plans. */
const AT_ONCE = 16;
const PLAIN = 5;

export interface Hunt {
  readonly found: boolean;
  readonly ms: number;
  /** How long it could have gone on. */
  readonly budgetMs: number;
  readonly requests: number;
  /** The assertions that failed. */
  readonly failed: readonly string[];
}

interface Hunted {
  /** Its flags describe the service to whoever tests by hand. */
  readonly server: Pick<ZooServer, 'flags'>;
  /** The server that is run: itself, or its correct relative. */
  readonly host: string;
  readonly test: string;
  readonly budgetMs: number;
  /** What also fails on the correct relative: whoever writes the test knows that this is as it should be. */
  readonly excused?: readonly string[];
}

/** Repeats a naive test against a server, with fresh keys, until an assertion fails that is not excused or time is up. */
export async function hunt({ server, host, test, budgetMs, excused }: Hunted): Promise<Hunt> {
  const run = naiveTests[test];
  if (run === undefined) throw new Error(`there is no naive test ${test}`);
  const running = await startServer(host, true);
  const options = await optionsOf(server, running.url);
  // Somebody who tests by hand has a double of the provider too, which answers.
  const provider = options.sink === undefined ? undefined : await openSink({ host: '127.0.0.1', port: Number(options.sink), answer: { status: 200, body: '{"id":"{{id}}"}' }, keyHeader: 'idempotency-key' });
  const api = new Api(options);
  try {
    await getToKnow(api);
    const failed = new Set<string>();
    const startedAtMs = performance.now();
    let foundAtMs: number | undefined;
    let n = 0;
    const fail = (assertion: string): void => {
      failed.add(assertion);
      if (excused !== undefined && !excused.includes(assertion)) foundAtMs ??= performance.now();
    };
    const isOver = () => foundAtMs !== undefined || performance.now() - startedAtMs >= budgetMs;
    const worker = async (): Promise<void> => {
      while (!isOver()) await run(api, fail, n++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return { found: foundAtMs !== undefined, ms: Math.round((foundAtMs ?? performance.now()) - startedAtMs), budgetMs, requests: api.sent, failed: [...failed].toSorted() };
  } finally {
    await api.close();
    await running.close();
    await provider?.close();
  }
}

/** What somebody knows who has used the service: how long it takes, and what one plain request leaves behind. */
async function getToKnow(api: Api): Promise<void> {
  const took: number[] = [];
  for (let n = 0; n < PLAIN; n += 1) {
    const one = await api.fresh();
    const startedAtMs = performance.now();
    const reply = await api.send(one);
    took.push(performance.now() - startedAtMs);
    if (reply !== undefined && reply.status < 300) api.expected = await api.counts(one);
  }
  api.durationMs = took.toSorted((left, right) => left - right)[PLAIN >> 1] ?? 0;
}
