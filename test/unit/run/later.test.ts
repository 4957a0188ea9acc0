import { describe, expect, it } from 'vitest';

import { acknowledgedApplied } from '../../../properties/index.js';
import { watchProbes } from '../../../src/check/watch.js';
import { classify } from '../../../src/contracts/index.js';
import type { PlanContext } from '../../../src/generate/index.js';
import { drawPlan } from '../../../src/generate/index.js';
import { lookAgain } from '../../../src/run/last-look.js';
import type { History, Plan } from '../../../src/model/index.js';
import { operationsOf, readFacts } from '../../../src/model/index.js';
import type { Entry } from '../../zoo/base/ledger.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { Shop } from '../../zoo/base/shop.js';
import type { Call, Handler } from '../../zoo/base/http.js';
import { problem } from '../../zoo/base/http.js';
import type { ZooServer } from '../../zoo/index.js';
import { define } from '../../zoo/zoo.js';
import { hastened } from './hastened.js';
import type { Refunds } from './refunds.js';
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

  makeAllButTheFirst(): void {
    for (const make of this.#held.slice(1)) make();
  }
}

type Made = ConstructorParameters<typeof HeldShop>[0];

const held = (made: Made) => define({ name: 'held', about: 'Holds charges back.', service: () => build(conflictRules(), {}, new HeldShop(made)) });

/** Makes no charge of the amount that it was asked for first. */
class PickyShop extends Shop {
  #amount: unknown;

  override record(kind: string, call: Call, entry: Entry): void {
    this.#amount ??= entry['amount'];
    if (entry['amount'] !== this.#amount) super.record(kind, call, entry);
  }
}

/** A plan of one charge that is sent once. */
function once(context: PlanContext): Plan {
  const plan = drawPlan({ seed: 1, climate: [], index: 0 }, context);
  const [operation] = operationsOf(plan);
  if (operation === undefined) throw new Error('a plan has an operation');
  return { ...plan, steps: [{ kind: 'operation', operation: { ...operation, attempts: [{ id: 'a0', start: { kind: 'begin', durations: 0 } }] } }] };
}

/** What is waited for here comes with another request or not at all, so that nobody need wait for it in full. */
async function quickly(server: ZooServer): Promise<Refunds> {
  const refunds = await refundsOf(server);
  const rig = { ...refunds.rig, clock: hastened(20) };
  return { ...refunds, rig, run: (plan, other = rig) => refunds.run(plan, other) };
}

/** What becomes of one charge, sent once. */
async function recorded(server: ZooServer) {
  const refunds = await quickly(server);
  const history = await refunds.run(once(refunds.context));
  return { sent: sentIn(history), judgement: acknowledgedApplied.judge(readFacts(history, classify)), notes: notesOf(history) };
}

const sentIn = ({ events }: History): string[] => events.flatMap((event) => (event.type === 'invoke' ? [event.attempt] : []));

function notesOf(history: History): string[] {
  const watch = watchProbes([['GET /charges']]);
  watch.see(history);
  return watch.notes.map(({ text }) => text);
}

const BEHIND = expect.stringContaining('the service was behind') as string;

describe('an accepted operation that has not been counted', () => {
  it('should be lost where one is counted that was accepted later', async () => {
    const { sent, judgement, notes } = await recorded(held((all) => all.slice(1)));
    expect(sent).toEqual(['a0', 'c0.0', 'o0.1']);
    expect(judgement).toMatchObject({ verdict: 'fail', violations: [{ cause: 'no-effect', sentence: expect.stringMatching(/never counted POST \/charges, while it counted another one that was accepted later\.$/) as string }] });
    expect(notes).toEqual([]);
  });

  it('should be none where what was accepted later has not been counted either', async () => {
    const { sent, judgement, notes } = await recorded(held(() => []));
    expect(sent).toEqual(['a0', 'c0.0', 'o0.1']);
    expect(judgement).toMatchObject({ verdict: 'unknown', reason: BEHIND, open: BEHIND });
    expect(notes).toEqual([expect.stringMatching(/^the effect of one accepted operation did not show in time/)]);
  });

  it('should be none where it has turned up with the later one', async () => {
    const { judgement, notes } = await recorded(held((all) => (all.length > 1 ? all.splice(0) : [])));
    expect(judgement).toMatchObject({ verdict: 'pass' });
    expect(notes).toHaveLength(1);
  });

  it('should be lost where its like is lost too, and an ordinary one is counted', async () => {
    const { judgement, notes } = await recorded(define({ name: 'picky', about: 'Drops one amount.', service: () => build(conflictRules(), {}, new PickyShop()) }));
    expect(judgement).toMatchObject({ verdict: 'fail', violations: [{ cause: 'no-effect' }] });
    expect(notes).toEqual([]);
  });

  it('should be open where the run ends while it is waited for, and lost once there was time', async () => {
    const refunds = await quickly(define({ name: 'picky', about: 'Drops one amount.', service: () => build(conflictRules(), {}, new PickyShop()) }));
    const ending = new AbortController();
    let reads = 0;
    // Nothing is counted of its like, and an ordinary one is: from then on it is only waited for.
    const watched: Refunds['rig']['probes'] = { ...refunds.rig.probes, effects: refunds.rig.probes.effects.map((probes) => probes.map((probe) => ({ ...probe, read: async (...args) => {
      const reading = await probe.read(...args);
      if ('count' in reading && reading.count > 0 && (reads += 1) === 2) ending.abort();
      return reading;
    } }))) };
    const cut = await refunds.run(once(refunds.context), { ...refunds.rig, probes: watched, signal: ending.signal });
    const early = acknowledgedApplied.judge(readFacts(cut, classify));
    expect(early).toMatchObject({ verdict: 'unknown', open: 'the run ended while an effect was waited for that others had shown sooner' });
    const late = await lookAgain(cut, refunds.rig, false);
    expect(acknowledgedApplied.judge(readFacts(late, classify))).toMatchObject({ verdict: 'fail', violations: [{ cause: 'no-effect' }] });
  });

  it('should be lost where its like is refused, and an ordinary one is counted', async () => {
    const seen = new Set<unknown>();
    const charge = build(conflictRules(), {}, new PickyShop());
    const takesOnce: Handler = (call) => {
      const { amount } = call.method === 'POST' ? (JSON.parse(call.text) as { amount: unknown }) : { amount: undefined };
      if (amount === undefined || !seen.has(amount)) return seen.add(amount), charge(call);
      return problem(422, 'amount_taken');
    };
    const { sent, judgement } = await recorded(define({ name: 'once', about: 'Takes each amount once, and drops the first.', service: () => takesOnce }));
    expect(sent).toEqual(['a0', 'c0.0', 'c0.1', 'c0.2', 'o0.3']);
    expect(judgement).toMatchObject({ verdict: 'fail', violations: [{ cause: 'no-effect' }] });
  });

  it('should be open, and the service not be called behind, where nothing that could be compared with it was accepted', async () => {
    const charge = build(conflictRules(), {}, new HeldShop(() => []));
    let first = true;
    const full: Handler = (call) => {
      if (call.method !== 'POST' || first) return (first &&= call.method !== 'POST'), charge(call);
      return problem(503, 'full');
    };
    const { judgement, notes } = await recorded(define({ name: 'full', about: 'Accepts one charge, which it holds back.', service: () => full }));
    expect(judgement).toMatchObject({ verdict: 'unknown', open: 'no operation to compare with was accepted' });
    expect(notes).toEqual([]);
  });
});

describe('a last look', () => {
  it('should know of an effect that it is lost, once what was accepted later has been counted', async () => {
    const shop = new HeldShop(() => []);
    const refunds = await quickly(define({ name: 'held', about: 'Holds charges back.', service: () => build(conflictRules(), {}, shop) }));
    const history = await refunds.run(once(refunds.context));
    shop.makeAllButTheFirst();
    const late = await lookAgain(history, refunds.rig, false);
    expect(acknowledgedApplied.judge(readFacts(late, classify))).toMatchObject({ verdict: 'fail', violations: [{ cause: 'no-effect' }] });
  });
});
