import type { ChildProcess } from 'node:child_process';

/** How a command is spawned so that it leads a process group of its own: what it starts can be ended with it. */
export const LEADS_A_GROUP = { shell: true, detached: process.platform !== 'win32', windowsHide: true } as const;

/** Signals a group by its leader; nothing where it has ended. */
export function signalGroup(leader: ChildProcess, signal: NodeJS.Signals): void {
  if (leader.pid === undefined) return;
  try {
    if (process.platform === 'win32') leader.kill(signal);
    else process.kill(-leader.pid, signal);
  } catch (error) {
    // EPERM is what some systems say of a group that only waits to be collected.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
