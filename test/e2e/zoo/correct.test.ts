import { expect, it } from 'vitest';

import { correct } from '../../zoo/index.js';
import { checkServer, findingsOf } from './run.js';

/** Few plans, at every run of the tests; `npm run bench:false-alarms` runs thousands. */
it.each(correct.map((server) => [server.name, server] as const))(
  'should raise nothing on %s',
  async (_name, server) => {
    const { result } = await checkServer(server, ['--time', '4s', '--runs', '50', '--seed', '11']);
    expect(findingsOf(result)).toEqual([]);
    // A bound over plans may count none of them twice.
    for (const { id, exposed } of result.verdicts) expect(exposed, id).toBeLessThanOrEqual(result.stats.plans);
    // So few may reach too little for a pass, and that is said too; it is never a failure.
    expect([0, 4], result.exitReason).toContain(result.exitCode);
  },
  60_000,
);
