import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { driverFile } from './driver.js';
import type { Connection, Rows } from './pool.js';
import type { Answered, Question } from './sqlite-reader.js';
import { reader } from './sqlite-reader.js';

const SCRIPT = `(${reader.toString()})(process, require, process.argv[1], process.argv[2])`;

/** What asks SQLite: Node itself where it can, else a package that is the same. @throws DriverError where it is not there */
export function sqliteDriver(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const builtIn = major > 23 || (major === 23 && minor >= 4) || (major === 22 && minor >= 13);
  return builtIn ? 'node:sqlite' : driverFile('@photostructure/sqlite', `SQLite, on a Node before 22.13 (here ${process.versions.node}),`);
}

/** Reads a file, in a process that can be ended in the middle of a query. */
export async function connectSqlite(file: string): Promise<Connection> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, ['-e', SCRIPT, sqliteDriver(), resolve(file)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced', env, windowsHide: true });
  let ended = false;
  const gone = new Promise<never>((_, reject) => {
    const end = (error: Error): void => {
      ended = true;
      reject(error);
    };
    child.once('error', end);
    child.once('exit', (code, signal) => end(new Error(`the process that reads SQLite has ended (${signal ?? code})`)));
  });
  gone.catch(() => {
    // Nobody may be asking just then.
  });
  child.unref();
  child.channel?.unref();
  return {
    get ended() {
      return ended;
    },
    ask: (sql, values) => Promise.race([answered(child, { sql, values }), gone]),
    async end() {
      child.kill('SIGKILL');
    },
    drop: () => void child.kill('SIGKILL'),
  };
}

/** One question at a time: the next message is its answer. */
function answered(child: ChildProcess, question: Question): Promise<Rows> {
  return new Promise((done, fail) => {
    child.once('message', (message) => {
      const answer = message as Answered;
      if ('error' in answer) fail(new Error(answer.error));
      else done(answer.rows);
    });
    child.send(question, (error) => error === null || fail(error));
  });
}
