import type { Handler, Running } from '../../zoo/base/http.js';
import { listen, problem } from '../../zoo/base/http.js';
import { build, conflictRules, natural, waitingRules } from '../../zoo/base/services.js';

/** Every route that the README checks, on one port: charges and refunds, things, and a webhook that books events. */
export function startReadmeService(): Promise<Running> {
  const shop = build(conflictRules());
  const things = natural();
  const webhook = build(waitingRules(), { key: ({ text }) => eventId(text) ?? problem(400, 'missing_event_id') });
  const handler: Handler = (call) => {
    if (call.path.startsWith('/things/')) return things(call);
    if (call.path === '/events' || call.path === '/ledger') return webhook({ ...call, path: '/charges' });
    return shop(call);
  };
  return listen(handler);
}

function eventId(text: string): string | undefined {
  try {
    const { event_id: id } = JSON.parse(text) as { event_id?: unknown };
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}
