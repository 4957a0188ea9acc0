import type { Answer } from '../base/http.js';
import { marked } from '../base/keyed.js';
import type { Entry } from '../base/ledger.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { pause } from '../base/time.js';
import { contractFile, define } from '../zoo.js';

/** Replays that are being fetched from the store are counted by the singleton that writes answers, and not by the call. */
class MarkingShop extends Shop {
  #replaying = 0;

  override present(kind: string, entry: Entry): Answer {
    return this.write(super.present(kind, entry));
  }

  async replay(answer: Answer): Promise<Answer> {
    this.#replaying += 1;
    await pause(7);
    const written = this.write(answer);
    this.#replaying -= 1;
    return written;
  }

  write(answer: Answer): Answer {
    return this.#replaying > 0 ? marked(answer) : answer;
  }
}

export default define({
  name: 'marker-of-another',
  about: 'Whether to mark an answer is the state of a singleton: a first answer is marked where another key is replayed just then.',
  intended: 'marker',
  flags: ['--contract', contractFile('replays-marked')],
  service: () => {
    const shop = new MarkingShop();
    return build(conflictRules(), { replay: (answer) => shop.replay(answer) }, shop);
  },
});
