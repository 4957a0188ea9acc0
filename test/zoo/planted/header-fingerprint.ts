import type { Call } from '../base/http.js';
import { canonical } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { contractFile, define } from '../zoo.js';

/** What the connection needs, and nobody means. That clients, proxies and tracers have their own was forgotten. */
const SKIPPED = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date']);

function fingerprint({ headers, text }: Call): string {
  const kept = Object.entries(headers).filter(([name]) => !SKIPPED.has(name));
  return JSON.stringify([kept.toSorted(([a], [b]) => (a < b ? -1 : 1)), canonical(text)]);
}

export default define({
  name: 'header-fingerprint',
  about: 'Fingerprints the headers too: a retry with another User-Agent or trace is refused as another request.',
  bugClass: 39,
  intended: 'equivalent-payload',
  others: ['identical-replay', 'retry-succeeds'],
  flags: ['--contract', contractFile('json-equivalence')],
  service: () => build(conflictRules(), { fingerprint }),
});
