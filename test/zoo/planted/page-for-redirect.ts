import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'page-for-redirect',
  about: 'Answers 303 to what it has made; a form that is sent again gets the page itself, with 200 and no word of where the thing is.',
  bugClass: 22,
  intended: 'identical-replay',
  flags: ['--success', '303'],
  service: () => {
    const execute = build(waitingRules(), { replay: (answer) => (answer.status === 201 ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Thank you</h1>' } : answer) });
    return async (call) => {
      const answer = await execute(call);
      return answer.status === 201 ? { status: 303, headers: { location: answer.headers['location'] ?? '' }, body: '' } : answer;
    };
  },
});
