import type { Feature } from '../model/index.js';

/** What leads to a situation: features of plans that do, and what else a user may give where these are in play. */
interface Lead {
  readonly features: readonly Feature[];
  readonly besides?: string;
}

const LEADS: { readonly [situation: string]: Lead } = {
  overlapped: { features: ['overlap'] },
  'answer lost': { features: ['loss'] },
  'lost after commit': { features: ['loss'] },
  'retried after loss': { features: ['loss'] },
  'retried after disconnect': { features: ['loss'] },
  'retried after failure': { features: ['bodies', 'crowd'], besides: "a --body that makes the service fail for a while" },
  'body half sent': { features: ['loss'] },
  replayed: { features: ['loss'] },
  'in-flight seen': { features: ['overlap'], besides: 'a --body that takes the service longer' },
  refused: { features: ['bodies', 'invalid'], besides: 'a --body that the service declines' },
  shed: { features: ['crowd', 'overlap'], besides: 'a higher --concurrency' },
  'server error': { features: ['bodies'], besides: 'a --body that makes the service fail' },
  'mismatch sent': { features: ['mismatch'] },
  'invalid then corrected': { features: ['invalid'] },
  respelled: { features: ['spelling'] },
  'meaningless header': { features: ['noise'] },
  'other framing': { features: ['noise'] },
  'large body': { features: ['large'] },
  'safe method': { features: ['methods'] },
  'near keys': { features: ['near-keys'] },
  'hostile key': { features: ['hostile-keys'], besides: 'each such key is sent once in a run' },
  keyless: { features: ['no-key'] },
  'other principal': { features: ['principals'] },
  'other route': { features: ['routes'] },
  'other instance': { features: ['instances'] },
  'other body': { features: ['bodies'] },
  crowded: { features: ['crowd'] },
  'raw lane': { features: ['overlap'] },
  'credential revoked': { features: [], besides: '--revoke with a second --principal: a credential ends once in a run' },
  'struck in flight': { features: ['crash'] },
  'retried after a restart': { features: ['crash'] },
  'retried late in the retention': { features: ['expiry'] },
  'retried after the retention': { features: ['expiry'] },
  'retried beyond the lease': { features: ['lease'], besides: 'a --body that takes the service longer than the lease' },
  'sent again at the end': { features: [], besides: 'one in four finished plans is sent again' },
};

/** What brings a feature into play where it is not. What every target can show is not here. */
const WAYS: { readonly [name in Feature]?: string } = {
  bodies: 'give a further --body',
  mismatch: 'the contract must say what becomes of another payload, and the body needs a member that can differ',
  spelling: 'the contract must promise that spelling does not matter (equivalence: json), and the body be JSON',
  'near-keys': 'it needs an idempotency key: --key-header or --key-field',
  'hostile-keys': 'it needs an idempotency key whose form is free: --key-header or --key-field',
  'no-key': 'the contract must say what becomes of a request without a key (missingKey)',
  principals: 'give two callers: --principal, twice',
  routes: "give a second route: --also 'POST /refunds'",
  methods: 'it needs an idempotency key in a header: --key-header',
  instances: 'give a second instance: --url, or --exec with --instances 2',
  invalid: 'the body needs a member that the service insists on',
  noise: 'the request has nothing that may vary without meaning',
  large: 'the body needs a text that may be long: {{string 1 20}}',
  expiry: 'say how long keys are kept, and give the time to wait for twice that: --retention 2s --time 20s',
  lease: 'say how long a claim may last, and give the time to wait for twice that: --lease 200ms',
  crash: 'let retryproof start the service, with a store that outlives it: --exec',
};

/**
 * Features of plans that lead to a situation; none where it is no matter of plans.
 *
 * @param situation - one of `allSituations`
 */
export function featuresFor(situation: string): readonly Feature[] {
  return LEADS[situation]?.features ?? [];
}

/**
 * What would reach a situation more often, in words.
 *
 * @param available - the features that this target and its contract can show
 */
export function waysTo(situation: string, available: readonly Feature[]): string {
  const { features, besides } = LEADS[situation] ?? { features: [] };
  const missing = features.filter((feature) => !available.includes(feature)).flatMap((feature) => WAYS[feature] ?? []);
  if (features.length > 0 && missing.length === features.length) return missing.join(', or ');
  return ['more time, or more plans', ...missing, ...(besides === undefined ? [] : [besides])].join('; ');
}
