import { randomUUID } from 'node:crypto';
import { json } from '../base/http.js';
import { build } from '../base/services.js';
import { conflictWithIdRules } from '../correct/conflict-with-id.js';
import { define } from '../zoo.js';

export default define({
  name: 'loser-own-id',
  about: 'The loser of a race gets 409 with the id that it had made for itself, which names nothing.',
  bugClass: 28,
  intended: 'stable-identity',
  others: ['in-flight'],
  service: () =>
    build(conflictWithIdRules(), {
      inFlight: async (entry) => {
        const id = randomUUID(); // Made before the insert that the unique index then refuses.
        await entry.settled;
        return entry.answer?.status === 201 ? json(409, { error: 'idempotent_creation_conflict', id }) : undefined;
      },
    }),
});
