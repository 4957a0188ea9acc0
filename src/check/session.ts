import { randomBytes, randomInt } from 'node:crypto';

import { httpAdapter } from '../../adapters/http/index.js';
import { httpProbe } from '../../adapters/probes/index.js';
import { classify } from '../contracts/index.js';
import type { Blueprint } from '../generate/types.js';
import type { Calibration, Contract, Session, Target } from '../model/index.js';
import { systemClock } from '../run/clock.js';
import type { Gate } from '../run/gate.js';
import { watchOutages } from '../run/outages.js';
import type { Principals, ProbeSet, Rig } from '../run/rig.js';
import type { CheckOptions } from './options.js';
import { UsageError } from './options.js';
import { parseProxy } from './target/url.js';

/** Opens the way to the target that the options describe. */
export async function openSession(target: Target, options: CheckOptions): Promise<Session> {
  const { tls, unixSocket, proxy } = options;
  const way = {
    instances: target.instances,
    ...(tls === undefined ? {} : { tls }),
    ...(unixSocket === undefined ? {} : { unixSocket }),
    ...(proxy === undefined ? {} : { proxy: parseProxy(proxy).href }),
  };
  try {
    return await httpAdapter(way).open();
  } catch (error) {
    // What the adapter cannot be opened with was given by the user.
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/** Probes of every route, in the order in which the user named them. */
export function probesOf(target: Target, session: Session): ProbeSet {
  return {
    effects: target.routes.map(({ effects }) =>
      effects.map(({ text, countPointer }) =>
        httpProbe(session, { name: text, kind: 'effects', ...(countPointer === undefined ? {} : { countPointer }) }),
      ),
    ),
    state: target.routes.map(({ state }) => (state === undefined ? undefined : httpProbe(session, { name: state.text, kind: 'state' }))),
  };
}

export interface RigParts {
  readonly target: Target;
  readonly blueprint: Blueprint;
  readonly session: Session;
  readonly gate: Gate;
  /** One for a whole run: a command that prints credentials may sign in each time. */
  readonly principals: Principals;
  readonly contract: Contract;
  readonly calibration: Calibration;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export function createRig({ target, ...parts }: RigParts): Rig {
  const { session, outages } = watchOutages(parts.session, systemClock);
  return { ...parts, session, outages, classify, clock: systemClock, probes: probesOf(target, session) };
}

/** Ids and salts of one run's executions: unlike those of any other run against the same target. */
export function createRuns(): () => { readonly id: string; readonly salt: string } {
  const run = randomBytes(6).toString('hex');
  let count = 0;
  return () => {
    count += 1;
    return { id: `h${count}`, salt: `${run}${count.toString(36)}` };
  };
}

/** A seed where the user gave none. */
export function drawSeed(): number {
  return randomInt(2 ** 32);
}
