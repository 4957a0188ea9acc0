import { describe, expect, it, onTestFinished } from 'vitest';

import { TestProvider } from '../../unit/zoo/provider.js';
import { planted } from '../../zoo/index.js';
import { checkServer, findingsOf } from '../zoo/run.js';

/** A bug that a provider's failures show: which are they without these? */
const SHOWN_BY_FAILURES = ['retried-without-key', 'key-rolled-back', 'released-after-payment', 'claim-dropped-after-payment', 'accepts-unpaid', 'declined-when-lost'];

describe('a bug that only a sink shows', () => {
  it.each(planted.filter(({ name }) => SHOWN_BY_FAILURES.includes(name)).map((server) => [server.name, server] as const))(
    'should not be seen of %s where its provider always answers',
    { timeout: 60_000 },
    async (_name, server) => {
      let provider: TestProvider | undefined;
      onTestFinished(() => provider?.close());
      const behaved = {
        start: async () => {
          const running = await server.start();
          provider = await TestProvider.startFor(running.url);
          return running;
        },
        flags: (url: string) => server.flags(url).filter((flag, at, all) => flag !== '--sink' && all[at - 1] !== '--sink').concat('--effects', 'GET /charges?reference={{nonce}}'),
      };
      const { result } = await checkServer(behaved, ['--time', '25s', '--runs', '60', '--seed', '5']);
      expect(findingsOf(result)).toEqual([]);
      expect(result.stats.plans).toBeGreaterThan(20);
    },
  );
});
