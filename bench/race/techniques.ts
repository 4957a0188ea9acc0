import { Agent, request } from 'undici';

import { httpAdapter } from '../../adapters/http/index.js';
import type { Lane } from '../../src/model/index.js';

export const BASELINE = 'Promise.all';
const LANES: readonly Lane[] = ['pooled', 'raw-body', 'raw-headers', 'pipelined', 'h2-data', 'h2'];

/** Two requests for one path, as near to each other as a technique can bring them. */
export interface Technique {
  readonly name: string;
  sendTwo(path: string): Promise<void>;
  close(): Promise<void>;
}

const BODY = '{"amount":100,"currency":"usd"}';
const TIMEOUT_MS = 5_000;

/** What somebody writes by hand: two requests of undici with connections that are kept, in one `Promise.all`. */
function byHand(origin: string): Technique {
  const dispatcher = new Agent({ connections: 16, pipelining: 1 });
  const send = async (path: string): Promise<void> => {
    const { body } = await request(origin + path, { method: 'POST', dispatcher, headers: { 'content-type': 'application/json' }, body: BODY });
    await body.dump();
  };
  return {
    name: BASELINE,
    async sendTwo(path) {
      await Promise.all([send(path), send(path)]);
    },
    close: () => dispatcher.close(),
  };
}

/** Each lane of the kit, on a session of its own. */
async function byLane(origin: string, lane: Lane): Promise<Technique> {
  const session = await httpAdapter({ instances: [origin] }).open();
  return {
    name: lane,
    async sendTwo(path) {
      const shot = {
        request: { instance: 0, method: 'POST', path, headers: [['content-type', 'application/json']] as const, body: Buffer.from(BODY) },
        options: { timeoutMs: TIMEOUT_MS, maxResponseBytes: 10_000, notify: () => {} },
      };
      await Promise.all(session.racing?.race([shot, shot], lane) ?? []);
    },
    close: async () => session.close?.(),
  };
}

export async function techniques(origin: string): Promise<readonly Technique[]> {
  return [byHand(origin), ...(await Promise.all(LANES.map((lane) => byLane(origin, lane))))];
}
