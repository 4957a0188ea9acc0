import type { Answer } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';
import { PendingShop } from './current-state.js';

class Jobs extends PendingShop {
  override present(kind: string, entry: Entry): Answer {
    const answer = super.present(kind, entry);
    const { status } = JSON.parse(answer.body) as Entry;
    return { ...answer, status: status === 'pending' ? 202 : 200 };
  }
}

export default define({
  name: 'finishes-later',
  about: 'Answers 202 with a pending charge; a retry gets that again, or 200 with the same charge once it is completed.',
  service: () => {
    const jobs = new Jobs();
    return build(waitingRules(), { replay: (answer, call) => jobs.again(answer, call) }, jobs);
  },
});
