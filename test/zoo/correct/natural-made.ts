import { natural } from '../base/services.js';
import { define } from '../zoo.js';

export function madeFlags(url: string): string[] {
  const body = '{"amount":"{{int 1 5000}}","label":"{{nonce}}"}';
  return [`${url}/things/{{thing}}`, '--method', 'PUT', '--body', body, '--setup', 'POST /things {"amount":0}', '--capture', 'thing=/id', '--state', 'GET /things/{{thing}}'];
}

export default define({
  name: 'natural-made',
  about: 'PUT of a thing that a POST has made before: whoever else writes to it, a crowd for instance, changes what is there.',
  flags: madeFlags,
  service: () => natural(),
});
