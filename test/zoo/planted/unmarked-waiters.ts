import { marked } from '../base/keyed.js';
import { build, waitingRules } from '../base/services.js';
import { contractFile, define } from '../zoo.js';

export default define({
  name: 'unmarked-waiters',
  about: 'Marks its replays, but not those that had to wait: several answers claim to be the first.',
  intended: 'marker',
  flags: ['--contract', contractFile('replays-marked')],
  service: () =>
    build(waitingRules(), {
      replay: marked,
      inFlight: async (entry) => {
        await entry.settled;
        return entry.answer;
      },
    }),
});
