import type { Answer } from '../base/http.js';
import { marked } from '../base/keyed.js';
import type { Entry } from '../base/ledger.js';
import { FormShop, formFlags, stripeLike } from '../correct/form-encoded.js';
import { define } from '../zoo.js';

/** Marks the answer before it is stored, and so before it is sent for the first time. */
class MarkingShop extends FormShop {
  override present(kind: string, entry: Entry): Answer {
    return marked(super.present(kind, entry));
  }
}

export default define({
  name: 'marker-first',
  about: 'The replay marker is already on the first answer, so it tells nothing.',
  intended: 'marker',
  flags: formFlags,
  service: () => stripeLike(new MarkingShop()),
});
