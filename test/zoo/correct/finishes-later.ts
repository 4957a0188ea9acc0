import { json, type Answer, type Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

/** How long the work takes that a 202 has promised. */
const WORK_MS = 40;

const isDone = ({ created }: Entry): boolean => Date.now() - Date.parse(String(created)) >= WORK_MS;
const current = (entry: Entry): Entry => ({ ...entry, status: isDone(entry) ? 'done' : 'queued' });

class Jobs extends Shop {
  override present(kind: string, entry: Entry): Answer {
    return json(isDone(entry) ? 200 : 202, current(entry), { location: `/${kind}/${entry.id}` });
  }

  override list(kind: string, principal: string, reference: string): readonly Entry[] {
    return super.list(kind, principal, reference).map(current);
  }

  /** The answer to a duplicate: the job as it is now. */
  again(answer: Answer, call: Call): Answer {
    if (answer.status !== 202) return answer;
    const { id } = JSON.parse(answer.body) as { id: string };
    const kind = call.path.slice(1);
    const entry = this.ledger.get(kind, call.principal, id);
    return entry ? this.present(kind, entry) : json(500, { error: 'gone' });
  }
}

export default define({
  name: 'finishes-later',
  about: 'Answers 202 with a queued job; a retry gets that again, or 200 with the same job once it is done.',
  service: () => {
    const jobs = new Jobs();
    return build(waitingRules(), { replay: (answer, call) => jobs.again(answer, call) }, jobs);
  },
});
