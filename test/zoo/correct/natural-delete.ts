import { natural } from '../base/services.js';
import { define } from '../zoo.js';

export function deleteFlags(url: string): string[] {
  const setup = 'PUT /things/{{thing=uuid}} {"amount":"{{int 1 5000}}"}';
  return [`${url}/things/{{thing}}`, '--method', 'DELETE', '--setup', setup, '--state', 'GET /things/{{thing}}'];
}

export default define({
  name: 'natural-delete',
  about: 'DELETE with no key at all: 204 at first and 404 later, which is lawful.',
  flags: deleteFlags,
  service: () => natural(),
});
