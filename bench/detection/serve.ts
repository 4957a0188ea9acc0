import { subscribe } from 'node:diagnostics_channel';

import { zoo } from '../../test/zoo/index.js';

// A zoo server in a process of its own, as a user's service is: what it costs takes nothing from whoever tests it.
let received = 0;
subscribe('http.server.request.start', () => (received += 1));
process.on('message', () => process.send?.({ received }));
process.on('disconnect', () => process.exit(0));
const server = zoo.find(({ name }) => name === process.argv[2]);
if (server === undefined) throw new Error(`the zoo has no server ${process.argv[2]}`);
process.send?.({ url: (await server.start()).url });
