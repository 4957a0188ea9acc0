import type { Call } from './http.js';
import type { Entry } from './ledger.js';
import { DownstreamError, Shop } from './shop.js';
import { everyNth, turn } from './time.js';

/** A batch: two charges under one key. */
export const BATCH = '{"amount":"{{int 1 5000}}","tip":"{{tip=int 1 500}}","reference":"{{nonce}}"}';

/** A charge and its tip, one after the other; every eighth time the bank is away for the tip. */
export abstract class BatchShop extends Shop {
  protected readonly fails = everyNth(8);

  protected abstract make(first: () => Promise<void>, second: () => Promise<void>): Promise<void>;

  override async record(kind: string, call: Call, entry: Entry): Promise<void> {
    const add = (id: string): Promise<void> => turn().then(() => super.record(kind, call, { ...entry, id }));
    if (entry['tip'] === undefined) return add(entry.id);
    await this.make(() => add(entry.id), () => add(`${entry.id}-tip`));
  }

  protected away(): DownstreamError {
    return new DownstreamError(503);
  }
}
