import type { Calibration, CheckResult, Contract, Finding, History, HistoryEvent, InvokeEvent, Plan, Verdict } from '../../../src/model/index.js';

export const CONTRACT: Contract = {
  version: 1,
  name: 'auto',
  key: { in: 'header', name: 'Idempotency-Key', format: 'raw' },
  inFlight: ['conflict', 'wait'],
  mismatch: 'reject',
  missingKey: 'reject',
  replay: { identity: 'fields', status: 'same' },
  resourceId: ['header:Location', '/id'],
  retentionMs: 120_000,
  leaseMs: 10_000,
};

export const CALIBRATION: Calibration = {
  durationMs: 12,
  durationP95Ms: 20,
  probes: [{ route: 0, unit: 1, lagMs: 1 }],
  lanes: ['pooled', 'raw-headers'],
  literals: [],
  required: ['/amount'],
  observations: [],
};

export const PLAN: Plan = {
  address: { seed: 1234, climate: ['loss', 'overlap'], index: 17 },
  lane: 'raw-headers',
  steps: [
    {
      kind: 'operation',
      operation: {
        id: 0,
        key: { kind: 'fresh' },
        route: 0,
        principal: 0,
        body: 0,
        draws: { '#0': 5 },
        attempts: [
          { id: 'a0', start: { kind: 'begin', durations: 0 }, fault: { kind: 'reset', at: 'first-byte' } },
          { id: 'a1', start: { kind: 'together', as: 'a0' } },
        ],
      },
    },
  ],
  crowd: [],
  disruptions: [],
};

export function invoke(attempt: string, atMs: number, more: Partial<InvokeEvent> = {}): InvokeEvent {
  return {
    type: 'invoke',
    atMs,
    attempt,
    operation: 0,
    phase: 'plan',
    request: {
      method: 'POST',
      path: '/charges',
      headers: [['Content-Type', 'application/json'], ['Idempotency-Key', 'k-s4lt-0'], ['Authorization', 'Bearer hunter2-hunter2']],
      body: '{"amount":5, "reference":"n-s4lt-0","card":{"number":"4242424242424242","cvc":"123"}}',
    },
    key: 'k-s4lt-0',
    nonce: 'n-s4lt-0',
    payload: 0,
    principal: 0,
    route: 0,
    instance: 0,
    lane: 'raw-headers',
    ...more,
  };
}

export function answer(attempt: string, atMs: number, status: number, body: unknown, more: object = {}): HistoryEvent {
  return { type: 'complete', atMs, attempt, outcome: 'ok', response: { status, headers: [['content-type', 'application/json']], body: JSON.stringify(body) }, ...more };
}

export const EVENTS: readonly HistoryEvent[] = [
  invoke('a0', 0.02, { fault: { kind: 'reset', at: 'first-byte' } }),
  invoke('a1', 0.03),
  { type: 'sent', atMs: 0.4, attempt: 'a0' },
  { type: 'sent', atMs: 0.41, attempt: 'a1' },
  { type: 'fault', atMs: 12.2, attempt: 'a0' },
  { type: 'complete', atMs: 12.3, attempt: 'a0', outcome: 'info', reason: 'fault', detail: 'reset on the first byte' },
  answer('a1', 13.1, 201, { id: 'ch_2', amount: 5, client_secret: 'cs_0123456789' }),
  { type: 'settling', atMs: 13.2 },
  invoke('s0', 14, { phase: 'settle' }),
  { type: 'sent', atMs: 14.2, attempt: 's0' },
  answer('s0', 15.8, 201, { id: 'ch_1', amount: 5, client_secret: 'cs_9876543210' }),
  { type: 'probe', atMs: 18, operation: 0, probe: 0, nonce: 'n-s4lt-0', when: 'reading', count: 2 },
  { type: 'settled', atMs: 18.1, operation: 0, how: 'accepted' },
  { type: 'probe', atMs: 1230, operation: 0, probe: 0, nonce: 'n-s4lt-0', when: 'settled', count: 2 },
];

export const HISTORY: History = {
  head: { format: 'retryproof-history', version: 1, id: 'h1', plan: PLAN, salt: 's4lt', contract: CONTRACT, calibration: CALIBRATION, startedAt: '2026-01-02T03:04:05.000Z' },
  events: EVENTS,
};

export const FINDING: Finding = {
  property: 'single-effect',
  cause: 'overlap',
  violation: {
    cause: 'overlap',
    operation: 0,
    attempts: ['a0', 'a1'],
    sentence: 'One key made 2 effects: a0 and a1 were under way together, and both were executed.',
    compare: ['a1', 's0'],
  },
  plan: PLAN,
  history: HISTORY,
  address: PLAN.address,
  reproduction: { runs: 20, failures: 17, minimal: true, candidates: 12 },
  consequences: [{ property: 'stable-identity', cause: 'changed', sentence: 'a1 was answered with ch_2, s0 with ch_1.' }],
  seen: 9,
  file: '.retryproof/single-effect-overlap-1234.jsonl',
};

function verdict(id: string, more: Partial<Verdict>): Verdict {
  return { id, verdict: 'pass', statement: `${id} holds`, level: 'must', source: 'RFC 9110 §9.2.2', needs: [], had: [], exposed: 0, findings: [], ...more };
}

export const RESULT: CheckResult = {
  format: 'retryproof-report',
  version: 1,
  kit: '0.1.0',
  target: 'POST http://localhost:3000/charges',
  seed: 1234,
  contract: CONTRACT,
  notes: [{ kind: 'adopted', text: 'A duplicate of a running request gets 409, as in IETF draft-07.', field: 'inFlight' }],
  calibration: CALIBRATION,
  verdicts: [
    verdict('single-effect', { verdict: 'fail', statement: 'At most one effect per key within retention', needs: ['probe'], had: ['probe'], exposed: 210, findings: [FINDING] }),
    verdict('not-stuck', { exposed: 640, overlap: { answer: 14, body: 0, client: 3 } }),
    verdict('in-flight', { exposed: 2 }),
    verdict('isolation', { verdict: 'unknown', reason: 'There was one principal; give a second one with --principal.', needs: ['second-principal'] }),
    verdict('marker', { verdict: 'skip', reason: 'The contract names no marker.' }),
  ],
  situations: { overlapped: 310, 'response lost after commit': 84, 'retried after disconnect': 0 },
  stats: { plans: 812, requests: 6120, probeReads: 900, elapsedMs: 18_250, requestsPerSecond: 335.3, concurrency: 16 },
  exitCode: 1,
  exitReason: '1 property is violated: single-effect.',
};

/** As `recheck` finds it in a history that is no counterexample, of a campaign with another seed. */
export const REJUDGED: Finding = {
  ...withoutFile(FINDING),
  history: { ...HISTORY, head: { ...HISTORY.head, id: 'h7' } },
  address: { ...PLAN.address, seed: 77 },
  reproduction: { runs: 0, failures: 0, minimal: false, candidates: 0, note: 'judged from a saved history' },
  saved: { history: 'h7', file: 'other.jsonl' },
};

function withoutFile({ file: _, ...finding }: Finding): Finding {
  return finding;
}

/** The result with this finding in the place of its own. */
export function withFinding(finding: Finding): CheckResult {
  const [first, ...rest] = RESULT.verdicts;
  return { ...RESULT, verdicts: [{ ...first!, findings: [finding] }, ...rest] };
}
