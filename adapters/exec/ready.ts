import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleepFor } from 'node:timers/promises';

/** Between two looks: a target that is up is not kept waiting, one that takes its time is not flooded. */
const EVERY_MS = 20;
/** One that has accepted a connection may be busy with its start. */
const ANSWER_MS = 1_000;

/**
 * Asks `GET /` until anything is answered, whatever it is: a port that accepts connections may belong to a process that is
 * not ready yet.
 *
 * @param isOver - true once it is in vain: the process has ended
 * @returns false where nothing was answered in time
 */
export async function answers(origin: string, withinMs: number, isOver: () => boolean): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (!isOver() && performance.now() < endMs) {
    if (await answered(origin)) return true;
    await sleepFor(EVERY_MS);
  }
  return false;
}

function answered(origin: string): Promise<boolean> {
  const ask = origin.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    // Nothing is trusted here: what the certificate is worth is found out when it counts.
    const request = ask(origin, { agent: false, rejectUnauthorized: false, timeout: ANSWER_MS, headers: { connection: 'close' } });
    request.once('response', (response) => {
      response.resume();
      resolve(true);
      request.destroy();
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
    request.once('close', () => resolve(false));
    request.end();
  });
}
