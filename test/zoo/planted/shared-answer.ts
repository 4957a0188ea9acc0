import { build, waitingRules } from '../base/services.js';
import type { Answer } from '../base/http.js';
import { turn } from '../base/time.js';
import { define } from '../zoo.js';

export default define({
  name: 'shared-answer',
  about: 'Keeps the answer to be stored in a field of a singleton: of two keys that end at once, one stores the other\'s answer (nest-standard-response).',
  intended: 'identical-replay',
  others: ['stable-identity', 'isolation', 'distinct-keys'],
  service: () => {
    let captured: Answer | undefined;
    return build(waitingRules(), {
      finish: async ({ records, stores }, key, answer) => {
        captured = answer;
        await turn(); // A trip to the store.
        if (answer && captured && stores(answer)) records.complete(key, captured);
        else records.release(key);
      },
    });
  },
});
