import type { Engine } from '../../../src/cli/engine.js';
import type { Io } from '../../../src/cli/io.js';
import { main } from '../../../src/cli/main.js';
import type { CheckHooks, CheckOptions } from '../../../src/check/options.js';
import { HISTORY, PLAN, RESULT } from '../report/literal.js';

/** What a call of the command line came to. */
export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the engine was called with. */
  readonly options: CheckOptions | undefined;
}

/** An engine that finds what the literal result says. */
export function fakeEngine(over: Partial<Engine> = {}): Engine {
  return {
    check: (_options: CheckOptions, hooks?: CheckHooks) => {
      hooks?.onHistory?.(HISTORY, ['single-effect']);
      return Promise.resolve(RESULT);
    },
    replay: () => Promise.resolve({ verdict: 'FIXED', exitCode: 0, runs: 20, failures: 0 }),
    recheck: () => RESULT,
    plansFor: (_options, count) => Array.from({ length: count }, () => PLAN),
    listProperties: () => [
      { id: 'single-effect', statement: 'At most one effect', source: 'RFC', level: 'must', needs: ['probe'], causes: { overlap: { means: 'A race.', fix: 'Claim the key first.' } } },
      { id: 'not-stuck', statement: 'No key stays stuck', source: 'RFC', level: 'must', needs: [], causes: {} },
    ],
    listContracts: () => [{ version: 1, name: 'ietf', sources: { key: 'draft-07' } }],
    ...over,
  };
}

export async function call(args: readonly string[], settings: { engine?: Partial<Engine>; io?: Partial<Io> } = {}): Promise<Called> {
  let [out, err] = ['', ''];
  let options: CheckOptions | undefined;
  const engine = fakeEngine(settings.engine);
  const spying: Engine = {
    ...engine,
    check: (given, hooks) => engine.check((options = given), hooks),
    replay: (saved, given, hooks) => engine.replay(saved, (options = given), hooks),
  };
  const io: Io = {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: {},
    cwd: '/nonexistent',
    ...settings.io,
  };
  const code = await main(args, io, () => Promise.resolve(spying));
  return { code, out, err, options };
}
