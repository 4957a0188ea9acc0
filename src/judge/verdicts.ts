import type { Finding, Need, Property, Verdict } from '../model/index.js';
import { defined } from '../model/index.js';
import type { Open, PropertyCounts, Tally } from './tally.js';

/** What a user would give to make a property checkable. */
const WAYS: { readonly [need in Need]: string } = {
  probe: "give a probe: --effects 'GET /…?reference={{nonce}}'",
  'resource-id': 'say where the resource id stands: --id /id or --id header:Location',
  'state-probe': "give a GET for the resource's state: --state 'GET /things/{{nonce}}'",
  'second-principal': "give two callers: --principal 'Authorization: Bearer a' --principal 'Authorization: Bearer b'",
  'second-route': "give a second route: --also 'POST /refunds' --also-body '{…}'",
  key: 'send an idempotency key: --key-header or --key-field',
  'json-body': 'send a JSON body',
  marker: "name the replay marker in the contract: marker: {in: 'header', name: 'idempotent-replayed'}",
  revoke: "give the request that ends a credential: --revoke 'POST /revoke'",
  restart: 'let the kit restart the target',
  'second-instance': 'give a second instance: --url',
  'short-window': 'say how long keys are kept, and give the time to wait for twice that: --retention 2s --time 20s',
  versions: 'say where the version stands',
};

/** Needs that are given for one property's sake: who gives them wants it checked. */
const PARTICULAR: readonly Need[] = ['state-probe', 'second-principal', 'second-route', 'marker', 'revoke', 'restart', 'second-instance', 'short-window', 'versions'];

/**
 * One verdict per property of the tally.
 *
 * @param findings - shrunk and reproduced; suspects only where confirmed
 * @param had - what the user supplied
 * @param dropped - properties of which a finding did not stand when it was looked at again
 */
export function verdictsOf(tally: Tally, findings: readonly Finding[], had: readonly Need[], dropped: ReadonlySet<string> = new Set()): Verdict[] {
  return tally.properties.map((property) => {
    const own = findings.filter((finding) => finding.property === property.id);
    const counts = tally.counts.get(property.id);
    const { id, statement, level, source, needs } = property;
    const supplied = isSupplied(property, had);
    return {
      id,
      statement,
      level,
      source,
      needs,
      findings: own,
      exposed: counts?.exposed ?? 0,
      ...overlapOf(property, counts),
      had: needs.filter((need) => had.includes(need)),
      ...(supplied ? { supplied } : {}),
      ...outcome(property, { counts, open: tally.open.get(id) }, { own, all: findings, dropped }, had),
    };
  });
}

function overlapOf({ raced }: Property, counts: PropertyCounts | undefined): Pick<Verdict, 'overlap'> {
  if (raced !== true || counts === undefined) return {};
  const { overlap } = counts;
  return overlap.answer + overlap.body + overlap.client === 0 ? {} : { overlap };
}

function isSupplied({ needs, needsAny }: Property, had: readonly Need[]): boolean {
  const isHad = (need: Need) => had.includes(need);
  return needs.some((need) => isHad(need) && PARTICULAR.includes(need)) && (needsAny === true || needs.every(isHad));
}

interface Told {
  readonly counts: PropertyCounts | undefined;
  readonly open: Open | undefined;
}

interface Found {
  readonly own: readonly Finding[];
  readonly all: readonly Finding[];
  readonly dropped: ReadonlySet<string>;
}

function outcome(property: Property, { counts, open }: Told, { own, all, dropped }: Found, had: readonly Need[]): Pick<Verdict, 'verdict' | 'reason' | 'way' | 'violated'> {
  if (own.length > 0) return { verdict: 'fail' };
  if (counts === undefined) return { verdict: 'unknown', reason: 'nothing was run' };
  if (counts.violated > 0) {
    const by = [...counts.explainedBy].find((of) => all.some((finding) => finding.property === of));
    // It did not hold: that another finding explains it makes it no pass.
    if (by !== undefined) return { verdict: 'unknown', violated: true, reason: `it was violated, as a consequence of ${by}` };
    const plans = counts.violated === 1 ? 'one plan' : `${counts.violated} plans`;
    // What did not stand explains nothing else: what seemed to be its consequence went with it.
    if ([property.id, ...counts.explainedBy].some((of) => dropped.has(of))) return { verdict: 'unknown', reason: `${plans} seemed to violate it, and what was missing had turned up when it was looked for again: the service was behind` };
    return { verdict: 'unknown', reason: `${plans} seemed to violate it, and no finding came of that` };
  }
  if (open !== undefined) return { verdict: 'unknown', reason: `in ${open.count === 1 ? 'one plan' : `${open.count} plans`} it could not be told: ${open.reason}`, ...defined({ way: open.way }) };
  if (counts.exposed > 0) return { verdict: 'pass' };
  if (counts.causes.size > 0) return { verdict: 'unknown', reason: 'what was seen may be a violation or a habit of the service, and nothing told them apart' };
  const unknown = mostFrequent([...counts.unknowns].map(([reason, each]) => ({ reason, ...each })));
  const skipped = mostFrequent([...counts.skips].map(([reason, count]) => ({ reason, count })));
  if (skipped !== undefined && unknown === undefined) return { verdict: 'skip', reason: skipped.reason };
  const missing = unknown?.missing ?? property.needs.find((need) => property.needsAny !== true && !had.includes(need));
  const way = missing === undefined || had.includes(missing) ? unknown?.way : WAYS[missing];
  return { verdict: 'unknown', reason: unknown?.reason ?? 'no plan put it to the test', ...defined({ way }) };
}

function mostFrequent<Item extends { readonly count: number }>(items: readonly Item[]): Item | undefined {
  return items.reduce<Item | undefined>((most, item) => (most === undefined || item.count > most.count ? item : most), undefined);
}
