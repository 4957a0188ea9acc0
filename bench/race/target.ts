import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';

import { bothVersions } from '../../test/zoo/base/http.js';

/**
 * A service that looks a key up, and acts a gap later where it was not there; HTTP/1.1 and HTTP/2 on one port, in a process
 * of its own. The path is `/KEY/GAP`, the gap in milliseconds or `turn` for one setImmediate.
 */
interface Trial {
  /** When the last byte of each request was read here, in microseconds of this process's own clock. */
  readonly arrivedUs: number[];
  effects: number;
}
const trials = new Map<string, Trial>();

function answer(request: IncomingMessage, response: ServerResponse): void {
  let lastUs = 0;
  request.on('data', () => (lastUs = Number(process.hrtime.bigint()) / 1000));
  request.on('end', () => {
    const [, key = '', gap = ''] = (request.url ?? '').split('/');
    const trial = trials.get(key) ?? { arrivedUs: [], effects: 0 };
    trials.set(key, trial);
    trial.arrivedUs.push(lastUs);
    const act = (): void => {
      trial.effects += 1;
      response.end('{"charged":true}');
    };
    if (trial.effects > 0) response.end('{"charged":false}');
    else if (gap === 'turn') setImmediate(act);
    else setTimeout(act, Number(gap));
  });
}

const server = bothVersions(createServer(answer), createHttp2Server(answer as never) as unknown as Server);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', (key: string) => {
  process.send?.(trials.get(key) ?? { arrivedUs: [], effects: 0 });
  trials.delete(key);
});
process.on('disconnect', () => process.exit(0));
