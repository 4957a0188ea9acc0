import type { ClassifiedResponse, Crowd, WireResponse } from '../model/index.js';
import { bodyText, operationsOf, parseJson } from '../model/index.js';
import { inBackground } from './background.js';
import type { Execution } from './execution.js';
import { recordResponse } from './recorder.js';
import type { Rig } from './rig.js';
import { allEnded } from './together.js';

/** Background operations under way at once. */
export const CROWD_WIDTH = 32;
/** Controls of the settling count from 1; the crowd's keys must not meet them. */
const FIRST_CROWD_CONTROL = 1000;

/**
 * Sends ordinary operations with fresh keys beside the plan's own. They are counted, not judged: the record keeps how
 * many there were and how many were accepted.
 */
export async function runCrowd(execution: Execution, crowd: Crowd): Promise<void> {
  const { rig, recorder, plan } = execution;
  // What is made from an answer cannot be sent by itself.
  const model = operationsOf(plan).find(({ parent }) => parent === undefined);
  if (model === undefined) return;
  recorder.add({ type: 'crowd', what: 'begin', count: crowd.count });
  const send = inBackground(execution, model);
  const base = FIRST_CROWD_CONTROL * (1 + plan.crowd.indexOf(crowd) * 10);
  let next = 0;
  let accepted = 0;
  const worker = async (): Promise<void> => {
    while (next < crowd.count && (await rig.gate.pass('request', rig.signal))) {
      const control = base + next;
      next += 1;
      const completion = await send(control);
      if (completion.outcome === 'ok' && wasAccepted(completion.response, rig)) accepted += 1;
    }
  };
  await allEnded(Array.from({ length: Math.min(CROWD_WIDTH, crowd.count) }, worker));
  recorder.add({ type: 'crowd', what: 'end', count: next, accepted });
}

/** Most contracts tell by the status alone, and a crowd has thousands of answers: the body is read where it is asked for. */
function wasAccepted(response: WireResponse, { classify, contract }: Rig): boolean {
  const answer: ClassifiedResponse = {
    status: response.status,
    get tree() {
      return parseJson(bodyText(recordResponse(response).body));
    },
  };
  return classify(answer, contract) === 'accepted';
}
