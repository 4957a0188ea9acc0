import { problem, type Answer, type Call, type Handler } from './http.js';
import { canonical, conflict, header, marked } from './keyed.js';
import { Shop } from './shop.js';

/** A claim that ends by itself, so that a crash does not leave it for ever. */
export interface Claim {
  readonly fingerprint: string;
  untilMs: number;
  answer?: Answer;
}

/** What one call may ask of the claim that it works under. */
export interface Lease {
  /** False once the time was over and another has claimed the key. */
  isMine(): boolean;
  /** Lasts for as long again, or for so long. */
  renew(ms?: number): void;
  /** What whoever lost it answers: with the answer of whom he lost it to, if that was asked for the same. */
  others(): Answer | undefined;
  store(answer: Answer): void;
  /** Lets go of the key, whoever has it. */
  drop(): void;
}

export type Work = (call: Call, lease: Lease) => Promise<Answer>;

/** POSTs under leases of so many milliseconds; `work` does what is to be done, and ends the claim. */
export function leased(leaseMs: number, shop: Shop, work: Work): Handler {
  const claims = new Map<string, Claim>();
  return (call) => {
    if (call.method === 'GET' || call.method === 'HEAD') return shop.get(call);
    if (call.method !== 'POST' || call.path !== '/charges') return problem(404, 'not_found');
    const key = header(call, 'idempotency-key');
    if (!key) return shop.post(call);
    const scoped = JSON.stringify([call.principal, key]);
    const fingerprint = canonical(call.text);
    const found = claims.get(scoped);
    if (found && (found.answer || performance.now() < found.untilMs)) {
      if (found.fingerprint !== fingerprint) return problem(422, 'idempotency_key_reused');
      return found.answer ? marked(found.answer) : conflict();
    }
    const mine: Claim = { fingerprint, untilMs: performance.now() + leaseMs };
    claims.set(scoped, mine);
    return work(call, {
      isMine: () => claims.get(scoped) === mine,
      renew: (ms = leaseMs) => void (mine.untilMs = performance.now() + ms),
      others: () => {
        const now = claims.get(scoped);
        if (now !== undefined && now.fingerprint !== fingerprint) return problem(422, 'idempotency_key_reused');
        return now?.answer && marked(now.answer);
      },
      store: (answer) => void claims.set(scoped, { ...mine, answer }),
      drop: () => void claims.delete(scoped),
    });
  };
}

/** Nothing of the call is left: another has the key. */
export class Superseded extends Error {}

/** Asks right before the effect whether the claim still holds; once it is made, the claim does not end by itself any more. */
export class FencedShop extends Shop {
  readonly leases = new WeakMap<Call, Lease>();

  constructor(private readonly bank: () => Promise<void>) {
    super();
  }

  override authorize(): Promise<void> {
    return this.bank();
  }

  override record(...[kind, call, entry]: Parameters<Shop['record']>): void {
    const lease = this.leases.get(call);
    if (lease?.isMine() === false) throw new Superseded();
    lease?.renew(Infinity);
    void super.record(kind, call, entry);
  }
}

/** Ends a claim as only its owner may. */
export function fenced(shop: FencedShop): Work {
  return async (call, lease) => {
    shop.leases.set(call, lease);
    const answer = await shop.post(call).catch((error: unknown) => {
      if (error instanceof Superseded) return undefined;
      throw error;
    });
    if (answer === undefined || !lease.isMine()) return lease.others() ?? answer ?? conflict();
    if (answer.status !== 400 && answer.status < 500) lease.store(answer);
    else lease.drop();
    return answer;
  };
}

/** Stops where the client hung up before the effect, and then cleans up nothing: only the lease lets go of the key. */
export class CancelledShop extends FencedShop {
  override record(...[kind, call, entry]: Parameters<Shop['record']>): void {
    if (call.hungUp()) throw new Error('cancelled');
    super.record(kind, call, entry);
  }
}
