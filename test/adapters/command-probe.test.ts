import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commandProbe } from '../../adapters/index.js';
import type { ProbeQuery, Reading } from '../../src/model/index.js';
import { closing, operation } from '../databases/probe.js';

/** What a command that Node runs comes to; `script` stands in double quotes. */
function read(command: string, query: Partial<ProbeQuery> = {}): Promise<Reading> {
  return commandProbe({ text: 'exec:it', command }, closing()).read(operation(query));
}

const node = (script: string): string => `"${process.execPath}" -e "${script}"`;

describe('command probe', () => {
  it('should be told of the operation in its environment alone', async () => {
    const hostile = '7"; echo 9; $(echo 9) `echo 9`';
    expect(await read(node('process.stdout.write(process.env.NONCE.slice(1))'), { nonce: 'n12' })).toEqual({ count: 12 });
    expect(await read(node('console.log(JSON.parse(process.env.ANSWER).id.length, )'), { answer: { id: hostile } })).toEqual({ count: hostile.length });
    expect(await read(node('console.log(process.env.PRINCIPAL)'), { principal: 1 })).toEqual({ count: 1 });
    expect(await read(node('console.log(process.env.ANSWER === undefined ? 0 : 1)'))).toEqual({ count: 0 });
  });

  it('should count what a pipe counts', async () => {
    expect(await read('printf "a\\nb\\n" | wc -l')).toEqual({ count: 2 });
  });

  it.each([
    ['prints nothing', node(''), 'the command printed nothing', 'psql -tAc'],
    ['prints words', node("console.log('two')"), 'the command printed "two", which is no count', 'nothing besides'],
    ['prints a heading', node("console.log('count'); console.log(2)"), String.raw`the command printed "count\n2"`, 'nothing besides'],
    ['prints less than nothing', node('console.log(-1)'), 'the command printed "-1"', 'from 0 on'],
    ['fails', node("console.log(1); console.error('no such host'); process.exit(3)"), 'the command ended with 3: no such host', 'end with 0'],
    ['is not there', 'retryproof-no-such-program', 'the command ended with 127', 'install the program'],
    ['is killed', node("process.kill(process.pid, 'SIGKILL')"), 'the command ended with', 'end with 0'],
  ])('should conclude nothing from one that %s', async (_, command, wrong, hint) => {
    expect(await read(command)).toEqual({ wrong: expect.stringContaining(wrong), hint: expect.stringContaining(hint) });
  });

  it('should end what takes too long, with all that it has started', async () => {
    // What the command has started holds a connection, whose end is its own.
    const { port, ended } = await held();
    expect(await read(`${node(`net.connect(${port}, '127.0.0.1')`)} | cat`, { timeoutMs: 1_500 })).toEqual({ wrong: 'it came to no count within 1500 ms', hint: expect.stringContaining('quicker') });
    await ended;
  });

  it('should run a few at once, and give up in its turn what would have to wait too long', async () => {
    const probe = commandProbe({ text: 'exec:it', command: node('setTimeout(() => console.log(1), 1200)') }, closing());
    const readings = await Promise.all(Array.from({ length: 6 }, () => probe.read(operation({ timeoutMs: 1_900 }))));
    expect(readings.filter((reading) => 'count' in reading).length).toBeLessThanOrEqual(4);
    expect(readings.filter((reading) => 'wrong' in reading).length).toBeGreaterThanOrEqual(2);
  });
});

/** A port that somebody will connect to, and the end of that connection. */
async function held(): Promise<{ readonly port: number; readonly ended: Promise<unknown> }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const ended = once(server, 'connection').then(([socket]: Socket[]) => socket === undefined ? undefined : once(socket.on('error', () => undefined).resume(), 'close'));
  return { port: (server.address() as AddressInfo).port, ended };
}
