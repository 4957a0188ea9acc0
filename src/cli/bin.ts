#!/usr/bin/env node
import { HELP } from './help-texts.js';

// Whoever reads may stop reading (`| head`): the check goes on, and its exit code still says how it ended.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const args = process.argv.slice(2);
const help = HELP[args.join(' ')];
// yargs alone takes longer to load than everything else that a help needs.
if (help === undefined) await (await import('./process.js')).runProcess(args);
else process.stdout.write(help);
