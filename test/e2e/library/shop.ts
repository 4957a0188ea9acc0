import { httpAdapter } from '../../../adapters/index.js';
import type { Adapter } from '../../../src/model/index.js';
import type { Handler } from '../../zoo/base/http.js';
import { listen } from '../../zoo/base/http.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { Shop } from '../../zoo/base/shop.js';

export const BODIES = ['{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}'];
export const EFFECTS = ['GET /charges?reference={{nonce}}'];

/** A shop whose ledger the test can read itself, as tests that know the database do. */
export interface OwnShop {
  readonly handler: Handler;
  /** Counts the rows of one operation. */
  countCharges(operation: { readonly nonce: string }): number;
}

/** @param deaf - true: it never reads the key, so that every attempt is executed, whatever the timing */
export function ownShop({ deaf = false }: { readonly deaf?: boolean } = {}): OwnShop {
  const shop = new Shop();
  return {
    handler: build(conflictRules(), deaf ? { key: () => undefined } : {}, shop),
    countCharges: ({ nonce }) => shop.list('charges', 'anonymous', nonce).length,
  };
}

/** How often an adapter was opened, and what is open. */
export interface Openings {
  opened: number;
  open: number;
}

/** An adapter that starts the service itself: where that is, is only known once it is open. */
export function ownAdapter({ handler }: Pick<OwnShop, 'handler'>, { named = true, openings = { opened: 0, open: 0 } }: { readonly named?: boolean; readonly openings?: Openings } = {}): Adapter {
  return {
    name: 'shop',
    async open() {
      const { url, close } = await listen(handler);
      const { instances = [], ...session } = await httpAdapter({ instances: [url] }).open();
      openings.opened += 1;
      openings.open += 1;
      return {
        ...session,
        ...(named ? { instances } : {}),
        async close() {
          await session.close?.();
          await close();
          openings.open -= 1;
        },
      };
    },
  };
}
