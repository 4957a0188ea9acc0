import { json, type Answer } from '../base/http.js';
import { build, waitingRules } from '../base/services.js';
import type { Rules } from '../base/keyed.js';
import { define } from '../zoo.js';

/** A duplicate of an accepted call gets the id of what it made, one of a refused call the refusal. */
export function conflictOf(answer: Answer): Answer {
  if (answer.status !== 201) return answer;
  const { id } = JSON.parse(answer.body) as { id: string };
  return json(409, { error: 'idempotent_creation_conflict', id });
}

export function conflictWithIdRules(): Rules {
  return { ...waitingRules(), fingerprint: () => '', replay: conflictOf };
}

export default define({
  name: 'conflict-with-id',
  about: 'Never replays: a finished duplicate, whatever its payload, gets 409 with the resource id (GoCardless).',
  service: () => build(conflictWithIdRules()),
});
