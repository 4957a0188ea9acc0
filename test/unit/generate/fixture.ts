import type { Calibration, Contract, FaultKind, Feature, Lane, Plan, Route, Target } from '../../../src/model/index.js';
import { compileTarget, drawPlan, simplerPlans } from '../../../src/generate/index.js';
import type { Identity, PlanContext } from '../../../src/generate/index.js';

export const CHARGE = '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}';

export function route(changes: Partial<Route> = {}): Route {
  return {
    name: 'POST /charges',
    method: 'POST',
    path: '/charges',
    headers: [],
    bodies: [CHARGE],
    mediaType: 'application/json',
    effects: [{ method: 'GET', path: '/charges?reference={{nonce}}', headers: [], text: 'GET /charges?reference={{nonce}}' }],
    ...changes,
  };
}

export function target(changes: Partial<Target> = {}): Target {
  return {
    instances: ['http://localhost:3000'],
    routes: [route()],
    principals: [{ name: 'default', headers: [] }],
    setups: [],
    key: { in: 'header', name: 'Idempotency-Key', format: 'raw' },
    ...changes,
  };
}

export const CALIBRATION: Calibration = {
  durationMs: 5,
  durationP95Ms: 8,
  probes: [{ route: 0, unit: 1, lagMs: 0 }],
  lanes: ['pooled'],
  literals: [],
  required: [],
  observations: [],
};

export const CONTRACT: Contract = { version: 1, name: 'test', mismatch: 'reject', missingKey: 'execute', equivalence: 'json' };

export const FAULTS: readonly FaultKind[] = ['response-withheld', 'close', 'reset', 'request-lost', 'body-stalled', 'response-cut', 'doubled'];
export const LANES: readonly Lane[] = ['pooled', 'raw-headers', 'raw-body'];

export function context(changes: { target?: Target; contract?: Contract; calibration?: Partial<Calibration>; faults?: readonly FaultKind[]; lanes?: readonly Lane[] } = {}): PlanContext {
  return {
    blueprint: compileTarget(changes.target ?? target()),
    contract: changes.contract ?? CONTRACT,
    calibration: { ...CALIBRATION, ...changes.calibration },
    lanes: changes.lanes ?? LANES,
    faults: changes.faults ?? FAULTS,
  };
}

/** A target with everything: two bodies, routes, principals, instances, a setup. */
export const FULL = context({
  target: target({
    instances: ['http://localhost:3000', 'http://localhost:3001'],
    principals: [
      { name: 'alice', headers: [] },
      { name: 'bob', headers: [] },
    ],
    routes: [
      route({
        bodies: [
          '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}","note":"{{string 0 12}}","meta":{"urgent":"{{bool}}","trip":"{{trip=uuid}}"}}',
          '{"amount":"{{int 9000 9999}}","reference":"{{nonce}}"}',
        ],
      }),
      route({ name: 'POST /refunds', path: '/refunds', bodies: ['{"amount":"{{int 1 9}}","reference":"{{nonce}}"}'] }),
    ],
    setups: [{ method: 'POST', path: '/customers', headers: [], body: '{"name":"{{nonce}}"}', captures: { customer: '/id' } }],
  }),
  calibration: {
    required: ['/amount'],
    literals: [{ pointer: '/currency', value: 'gbp' }],
    noise: ['accept-encoding', 'tracing', 'user-agent', 'cookie'],
    framings: ['own-connection', 'split', 'chunked'],
    fillers: [{ pointer: '/memo', length: 63_000 }],
  },
});

export function identity(changes: Partial<Identity> = {}): Identity {
  return { salt: 'salt1', wallMs: Date.UTC(2026, 0, 2), captures: {}, control: 0, ...changes };
}

export const FEATURES: readonly Feature[] = ['bodies', 'crowd', 'hostile-keys', 'instances', 'invalid', 'large', 'loss', 'methods', 'mismatch', 'near-keys', 'no-key', 'noise', 'overlap', 'principals', 'routes', 'spelling'];

/** Plans of a seed, over the climates that it would meet. */
export function plansOf(seed: number, count: number, where: PlanContext, climate: readonly Feature[]): Plan[] {
  return Array.from({ length: count }, (_, index) => drawPlan({ seed, climate, index }, where));
}

/** Takes the first simpler plan that still fails, again and again. */
export function shrunk(plan: Plan, fails: (plan: Plan) => boolean, where?: PlanContext): Plan {
  let current = plan;
  for (;;) {
    const next = [...first(simplerPlans(current, where), fails)][0];
    if (next === undefined) return current;
    current = next;
  }
}

function* first(plans: Iterable<Plan>, fails: (plan: Plan) => boolean): Iterable<Plan> {
  for (const plan of plans) {
    if (!fails(plan)) continue;
    yield plan;
    return;
  }
}
