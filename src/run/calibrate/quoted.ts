import type { Blueprint } from '../../generate/types.js';
import type { Evidence, Exchange, Plan } from '../../model/index.js';
import { defined } from '../../model/index.js';
import type { Ask } from './ask.js';
import { exchangeOf, wasAnswered } from './exchange.js';
import { single } from './questions.js';
import { askTimes, PAUSES_MS } from './times.js';

/** The same request once with the bare key and once with the quoted one. */
export async function quotedKeys(ask: Ask): Promise<Evidence> {
  const { options } = ask;
  const quoted = options.quoted;
  if (quoted === undefined) return { question: 'quoted-key', exchanges: [] };
  const exchanges = await askTimes(async (time) => {
    let exchange: Exchange | undefined;
    for (const pauseMs of PAUSES_MS) {
      const asked = await quotedPair(ask, quoted, single(options.ordinary(500 + time)), pauseMs);
      exchange = asked.exchange;
      if (!asked.inFlight) break;
    }
    return exchange;
  });
  return { question: 'quoted-key', exchanges };
}

/** The same salt gives the same bytes, but for the quotes. */
async function quotedPair({ run: asked, options }: Ask, quoted: Blueprint, plan: Plan, pauseMs: number): Promise<{ readonly exchange: Exchange | undefined; readonly inFlight: boolean }> {
  const run = options.nextRun();
  const first = exchangeOf(await asked(plan, { run }), false);
  if (pauseMs > 0) await options.rig.clock.sleep(pauseMs, options.rig.signal);
  const facts = await asked(plan, { run, blueprint: quoted });
  const second = exchangeOf(facts, false);
  if (first?.first === undefined || second === undefined) return { exchange: undefined, inFlight: false };
  const { first: answer, ...rest } = second;
  return { exchange: { ...rest, first: first.first, ...defined({ second: answer }) }, inFlight: wasAnswered(facts, 'in-flight') };
}
