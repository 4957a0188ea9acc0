import { natural } from '../base/services.js';
import { deleteFlags } from '../correct/natural-delete.js';
import { define } from '../zoo.js';

export default define({
  name: 'delete-toggles',
  about: 'The soft delete flips its flag: the second DELETE brings the thing back.',
  bugClass: 61,
  intended: 'natural-idempotence',
  flags: deleteFlags,
  service: () =>
    natural({
      remove: (things, slot) => {
        const thing = things.get(slot);
        if (thing) things.set(slot, { ...thing, deleted: !thing['deleted'] });
        return thing !== undefined;
      },
    }),
});
