import { describe, expect, it } from 'vitest';

import { acknowledgedApplied } from '../../../properties/index.js';
import { watchProbes } from '../../../src/check/watch.js';
import { classify } from '../../../src/contracts/index.js';
import { drawPlan } from '../../../src/generate/index.js';
import type { History } from '../../../src/model/index.js';
import { operationsOf, readFacts } from '../../../src/model/index.js';
import type { Entry } from '../../zoo/base/ledger.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { Shop } from '../../zoo/base/shop.js';
import type { Call } from '../../zoo/base/http.js';
import { define } from '../../zoo/zoo.js';
import { refundsOf } from './refunds.js';

/** Accepts charges; which of them are made is decided each time that another one has been accepted. */
class HeldShop extends Shop {
  readonly #held: (() => void)[] = [];

  constructor(private readonly made: (held: (() => void)[]) => (() => void)[]) {
    super();
  }

  override record(kind: string, call: Call, entry: Entry): void {
    this.#held.push(() => this.ledger.add(kind, call.principal, entry));
    for (const make of this.made(this.#held)) make();
  }
}

/** What becomes of one charge, sent once, where so much of what is held is made. */
async function recorded(made: (held: (() => void)[]) => (() => void)[]) {
  const refunds = await refundsOf(define({ name: 'held', about: 'Holds charges back.', service: () => build(conflictRules(), {}, new HeldShop(made)) }));
  const plan = drawPlan({ seed: 1, climate: [], index: 0 }, refunds.context);
  const [operation] = operationsOf(plan);
  if (operation === undefined) throw new Error('a plan has an operation');
  const history = await refunds.run({ ...plan, steps: [{ kind: 'operation', operation: { ...operation, attempts: [{ id: 'a0', start: { kind: 'begin', durations: 0 } }] } }] });
  return { sent: sentIn(history), judgement: acknowledgedApplied.judge(readFacts(history, classify)), notes: notesOf(history) };
}

const sentIn = ({ events }: History): string[] => events.flatMap((event) => (event.type === 'invoke' ? [event.attempt] : []));

function notesOf(history: History): string[] {
  const watch = watchProbes(['GET /charges']);
  watch.see(history);
  return watch.notes.map(({ text }) => text);
}

describe('an accepted operation that has not been counted', () => {
  it('should be lost where one is counted that was accepted later', async () => {
    const { sent, judgement, notes } = await recorded((held) => held.slice(1));
    expect(sent).toEqual(['a0', 'c0.4']);
    expect(judgement).toMatchObject({ verdict: 'fail', violations: [{ cause: 'no-effect', sentence: expect.stringMatching(/never counted POST \/charges, while it counted another one that was accepted later\.$/) as string }] });
    expect(notes).toEqual([]);
  });

  it('should be none where what was accepted later has not been counted either', async () => {
    const { sent, judgement, notes } = await recorded(() => []);
    expect(sent).toEqual(['a0', 'c0.4']);
    expect(judgement).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('the service was behind') as string });
    expect(notes).toEqual([expect.stringMatching(/^the effect of one accepted operation did not show in time/)]);
  });

  it('should be none where it has turned up with the later one', async () => {
    const { judgement, notes } = await recorded((held) => (held.length > 1 ? held.splice(0) : []));
    expect(judgement).toMatchObject({ verdict: 'pass' });
    expect(notes).toHaveLength(1);
  });
});
