import { natural } from '../base/services.js';
import { define } from '../zoo.js';

export function putFlags(url: string): string[] {
  const body = '{"amount":"{{int 1 5000}}","label":"{{string 3 12}}"}';
  return [`${url}/things/{{thing=uuid}}`, '--method', 'PUT', '--body', body, '--state', 'GET /things/{{thing}}'];
}

export default define({
  name: 'natural',
  about: 'PUT of a thing with no key at all: 201 at first and 200 later, which is lawful.',
  flags: putFlags,
  service: () => natural(),
});
