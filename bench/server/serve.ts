import { subscribe } from 'node:diagnostics_channel';

import type { Running } from '../../test/zoo/base/http.js';
import { every } from '../../test/zoo/every.js';

/** Which server is to be started, and whether as somebody has it who tests by hand. */
export interface Order {
  readonly name: string;
  readonly plain: boolean;
}

// A zoo server in a process of its own, as a user's service is: what it costs takes nothing from whoever tests it.
let received = 0;
let running: Running | undefined;
subscribe('http.server.request.start', () => (received += 1));
process.on('message', ({ start: order }: { readonly start?: Order }) => (order === undefined ? process.send?.({ received }) : void start(order)));
process.on('SIGTERM', () => void end());
process.on('disconnect', () => void end());

async function start({ name, plain }: Order): Promise<void> {
  const found = every.find((each) => each.name === name);
  const server = plain ? (found?.plain ?? found) : found;
  if (server === undefined) throw new Error(`the zoo has no server ${name}`);
  running = await server.start();
  process.send?.({ url: running.url, flags: server.flags(running.url) });
}

/** What it has made elsewhere (tables, files, processes) goes with it. */
async function end(): Promise<void> {
  try {
    await running?.close();
  } finally {
    process.exit(0);
  }
}
