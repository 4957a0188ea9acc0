import type { Api, Operation, Reply } from './api.js';

/** Says which assertion has failed. */
export type Fail = (assertion: string) => void;

/** One run of a test that somebody writes by hand; `n` counts the runs. */
export type NaiveTest = (api: Api, fail: Fail, n: number) => Promise<void>;

export const accepted = (reply: Reply | undefined): boolean => reply !== undefined && reply.status >= 200 && reply.status < 300;

/** Two answers that should be one and the same. */
export function compare(first: Reply | undefined, again: Reply | undefined, fail: Fail): void {
  if (first === undefined || again === undefined) return fail('an answer');
  if (first.status !== again.status) fail('the same status');
  if (first.text !== again.text) fail('the same body');
  for (const name of ['content-type', 'location']) if (String(first.headers[name]) !== String(again.headers[name])) fail(`the same ${name}`);
}

/** One effect where something was accepted, and never more. */
export async function countEffects(api: Api, one: Operation, isAccepted: boolean, fail: Fail, how: { principal?: number; also?: boolean } = {}): Promise<void> {
  const counts = await api.counts(one, how);
  for (const [probe, count] of counts.entries()) {
    if (count > api.expectedOf(probe)) fail(`at most one effect (${probe})`);
    if (isAccepted && count < api.expectedOf(probe)) fail(`an effect (${probe})`);
    if (!isAccepted && count > 0) fail(`no effect of a refusal (${probe})`);
  }
}
