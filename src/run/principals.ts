import { exec } from 'node:child_process';

import type { Headers, Principal } from '../model/index.js';
import type { Principals } from './rig.js';

/** A credential command that takes longer than this has failed. */
const EXEC_TIMEOUT_MS = 10_000;

/**
 * Headers of the callers. `exec:` commands run when first needed and again after a 401, between attempts; several
 * attempts that wait for one command share its run.
 *
 * @throws the returned `headersOf` rejects with a {@link PrincipalError} where a command fails
 */
export function createPrincipals(principals: readonly Principal[]): Principals {
  const printed = new Map<number, Headers | Promise<Headers>>();
  return {
    headersOf(index) {
      const principal = principals[index];
      if (principal?.exec === undefined) return principal?.headers ?? [];
      const known = printed.get(index);
      if (known !== undefined) return known;
      const asked = run(principal.exec).then(
        (headers) => {
          printed.set(index, headers);
          return headers;
        },
        (error: unknown) => {
          // A command that failed once may work the next time.
          printed.delete(index);
          throw error;
        },
      );
      printed.set(index, asked);
      return asked;
    },
    unauthorized(index, used) {
      const known = printed.get(index);
      if (principals[index]?.exec === undefined || known === undefined || known instanceof Promise) return;
      if (known.every(([name, value]) => used.some((header) => header[0] === name && header[1] === value))) printed.delete(index);
    },
  };
}

/** The command of an `exec:` principal failed or printed no header lines. */
export class PrincipalError extends Error {
  override readonly name = 'PrincipalError';
}

async function run(command: string): Promise<Headers> {
  const stdout = await new Promise<string>((resolve, reject) => {
    exec(command, { timeout: EXEC_TIMEOUT_MS }, (error, output, complaint) => {
      if (error === null) resolve(output);
      else reject(new PrincipalError(`--principal exec: the command failed (${complaint.trim().split('\n')[0] || error.message.split('\n')[0]})`));
    });
  });
  const lines = stdout.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new PrincipalError('--principal exec: the command must print header lines, such as "Authorization: Bearer …"');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
}
