import { randomUUID } from 'node:crypto';
import { build, waitingRules } from '../base/services.js';
import { CURRENT_STATE, PendingShop } from '../correct/current-state.js';
import { define } from '../zoo.js';

export default define({
  name: 'fresh-ids',
  about: 'Builds the replay from the current state, and gives it a new id each time; there is one charge.',
  bugClass: 28,
  intended: 'stable-identity',
  flags: CURRENT_STATE,
  service: () => {
    const shop = new PendingShop();
    return build(
      waitingRules(),
      {
        replay: (answer, call) => {
          const again = shop.again(answer, call);
          const body = { ...(JSON.parse(again.body) as object), id: randomUUID() };
          return { ...again, body: JSON.stringify(body) };
        },
      },
      shop,
    );
  },
});
