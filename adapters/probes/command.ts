import { spawn } from 'node:child_process';
import type { CommandTemplate, Probe, ProbeQuery, Reading } from '../../src/model/index.js';
import { LEADS_A_GROUP, signalGroup } from '../group.js';
import { countIn, inTime, shown } from './in-time.js';
import type { ProbeResources } from './resources.js';

/** More than a count is no count. */
const MOST_CHARACTERS = 64 * 1024;

/**
 * Counts effects with a command of the shell that prints a count. It is told of the operation in its environment, where
 * nothing that a service answers can become a part of the command.
 */
export function commandProbe({ text, command }: CommandTemplate, { commands }: ProbeResources): Probe {
  return {
    name: text,
    kind: 'effects',
    read: (query: ProbeQuery): Promise<Reading> =>
      inTime(query.timeoutMs, 'make the command quicker, or give attempts more time (--timeout), since it has as long as they have; a few run at once', async (signal) => {
        try {
          const release = await commands.take(signal);
          return await run(command, environment(query), signal).finally(release);
        } catch (error) {
          return { wrong: `the command could not be run: ${error instanceof Error ? error.message : String(error)}`, hint: 'name a command that the shell can run in the working directory' };
        }
      }),
  };
}

function environment({ nonce, principal, answer }: ProbeQuery): NodeJS.ProcessEnv {
  const { ANSWER: _, ...env } = process.env;
  const json = answer === undefined ? undefined : JSON.stringify(answer);
  return { ...env, NONCE: nonce, PRINCIPAL: String(principal), ...(json === undefined || json.length > MOST_CHARACTERS ? {} : { ANSWER: json }) };
}

function run(command: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Reading> {
  return new Promise((resolve, reject) => {
    // A group of its own: what the shell has started ends with it.
    const child = spawn(command, { ...LEADS_A_GROUP, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): void => {
      signalGroup(child, 'SIGKILL');
      // Whatever has left the group may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    signal.addEventListener('abort', kill, { once: true });
    let [printed, complained] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(0, MOST_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complained = (complained + text).slice(0, MOST_CHARACTERS);
    });
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', kill);
      resolve(code === 0 ? reading(printed) : failed(code ?? killedBy ?? 'nothing', complained));
    });
  });
}

function reading(printed: string): Reading {
  const text = printed.trim();
  const count = countIn(text);
  if (count !== undefined) return { count };
  const hint = 'print a whole number from 0 on, and nothing besides: psql -tAc, mysql -N -s -e, … | wc -l';
  return { wrong: text === '' ? 'the command printed nothing' : `the command printed ${shown(text)}, which is no count`, hint };
}

function failed(ending: number | string, complained: string): Reading {
  const [line = ''] = complained.trim().split('\n');
  const hint = ending === 127 ? 'install the program, or name it by its path' : 'end with 0 wherever it has counted, also where there was nothing to count (grep -c ends with 1 then: … || true)';
  return { wrong: `the command ended with ${ending}${line === '' ? '' : `: ${line.slice(0, 200)}`}`, hint };
}
