import { natural } from '../base/services.js';
import { deleteFlags } from '../correct/natural-delete.js';
import { define } from '../zoo.js';

export default define({
  name: 'delete-crashes',
  about: 'The second DELETE fails with a 500, as does each one after it: who lost the first answer never learns that it is gone.',
  bugClass: 61,
  intended: 'retry-succeeds',
  flags: deleteFlags,
  service: () =>
    natural({
      remove: (things, slot) => {
        const thing = things.get(slot);
        if (!thing || thing['deleted']) throw new TypeError("Cannot read properties of undefined (reading 'owner')");
        things.set(slot, { ...thing, deleted: true });
        return true;
      },
    }),
});
