import pc from 'picocolors';
import { startPayments } from '../demo/payments.js';
import type { Io } from '../io.js';
import { wantsColor } from '../io.js';
import type { Invoke, Run } from '../run.js';

const FLAGS: readonly string[] = [
  '--body',
  '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}',
  '--effects',
  'GET /charges?reference={{nonce}}',
  '--time',
  '4s',
];

/** `retryproof demo`: a real bug found over real HTTP, and the repaired service passing. Needs no network. */
export const run: Run = async (argv, io, _load, invoke) => {
  const color = argv['no-color'] === true ? ['--no-color'] : [];
  const say = sayer(io, argv['no-color'] === true);
  // The bug is meant to be found: a job that runs the demo has no error to be annotated.
  const { GITHUB_ACTIONS: _, ...env } = io.env;
  // Its services end with it: a counterexample would have nothing left to run against.
  const alone: Invoke = (args) => invoke(args, { env, passing: true });
  say('A payment service that looks a key up, charges, and then remembers the key:');
  const broken = await checkPayments(false, ['--fail-fast', ...color], alone, say);
  if (broken === 130) return 130;
  say('The same service, which remembers the key before it waits for anything:');
  const repaired = await checkPayments(true, color, alone, say);
  if (repaired === 130) return 130;
  if (broken === 1 && repaired === 0) {
    say('That was the demo: a violation found (exit 1), none after the repair (exit 0).\nIts services are gone, and nothing was saved. Now check your own.');
    return 0;
  }
  io.stderr.write(`retryproof: the demo did not come out as it must: exit ${broken} where 1 and exit ${repaired} where 0 was due\n`);
  return broken === 3 || repaired === 3 ? 3 : 1;
};

async function checkPayments(repaired: boolean, extra: readonly string[], invoke: Invoke, say: (text: string) => void): Promise<number> {
  const service = await startPayments(repaired);
  try {
    const args = ['check', service.url, ...FLAGS, ...extra];
    say(`$ ${commandText(args)}`);
    return await invoke(args);
  } finally {
    await service.close();
  }
}

function sayer(io: Io, noColor: boolean): (text: string) => void {
  const { bold } = pc.createColors(wantsColor(io.stdout, io.env, noColor));
  return (text) => io.stdout.write(`\n${bold(text)}\n`);
}

/** The command as a person would write it: a flag and its value a line. */
function commandText(args: readonly string[]): string {
  return `npx retryproof ${args.map(quoted).join(' ')}`.replaceAll(/ --(?=[a-z])/g, ' \\\n    --');
}

function quoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
