import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { ProviderShop } from '../base/provider.js';
import { build, conflictRules } from '../base/services.js';
import { pause } from '../base/time.js';
import { defineWithProvider } from '../zoo.js';

/** Writes the payment into an outbox; a worker sends it until the provider has taken it. */
class OutboxShop extends ProviderShop {
  override async authorize(): Promise<void> {}

  override record(kind: string, call: Call, entry: Entry): void {
    this.ledger.add(kind, call.principal, entry);
    void this.#deliver(call, entry);
  }

  async #deliver(call: Call, entry: Entry): Promise<void> {
    for (let tries = 0, waitMs = 2; tries < 12; tries += 1, waitMs *= 2) {
      try {
        await this.charge(call, { amount: Number(entry['amount']), reference: entry.reference });
        return;
      } catch {
        await pause(waitMs);
      }
    }
  }
}

export default defineWithProvider({
  name: 'accepts-first',
  about: 'Answers before its provider is called; a worker sends the payment under one key until it was taken.',
  service: (port) => build(conflictRules(), {}, new OutboxShop(port)),
});
