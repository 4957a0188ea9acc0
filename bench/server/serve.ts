import { subscribe } from 'node:diagnostics_channel';

import { zoo } from '../../test/zoo/index.js';

// A zoo server in a process of its own, as a user's service is: what it costs takes nothing from whoever tests it.
let received = 0;
subscribe('http.server.request.start', () => (received += 1));
process.on('message', ({ start: name }: { readonly start?: string }) => (name === undefined ? process.send?.({ received }) : void start(name)));
process.on('disconnect', () => process.exit(0));

async function start(name: string): Promise<void> {
  const server = zoo.find((each) => each.name === name);
  if (server === undefined) throw new Error(`the zoo has no server ${name}`);
  process.send?.({ url: (await server.start()).url });
}
