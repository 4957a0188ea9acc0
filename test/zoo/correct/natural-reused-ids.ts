import { natural } from '../base/services.js';
import { define } from '../zoo.js';

const THING = '{"amount":"{{int 1 5000}}"}';

export default define({
  name: 'natural-reused-ids',
  about: 'An id is given out again once its thing is deleted: a late DELETE then meets the thing of another.',
  flags: (url) => [`${url}/things/{{thing}}`, '--method', 'DELETE', '--setup', `POST /things ${THING}`, '--capture', 'thing=/id', '--state', 'GET /things/{{thing}}'],
  service: () => natural(),
});
