import { randomBytes, randomInt } from 'node:crypto';

import { functionProbe, httpProbe } from '../../adapters/probes/index.js';
import { classify } from '../contracts/index.js';
import type { Blueprint } from '../generate/types.js';
import type { Calibration, Contract, Session, Target } from '../model/index.js';
import { systemClock } from '../run/clock.js';
import { createDisruptions } from '../run/disruptions.js';
import type { Gate } from '../run/gate.js';
import { watchOutages } from '../run/outages.js';
import type { Principals, ProbeSet, Rig } from '../run/rig.js';

/** Probes of every route, in the order in which the user named them. */
export function probesOf(target: Target, session: Session): ProbeSet {
  return {
    effects: target.routes.map(({ effects }) =>
      effects.map((probe) => {
        if ('count' in probe) return functionProbe({ name: probe.text, count: probe.count });
        const { text, countPointer } = probe;
        return httpProbe(session, { name: text, kind: 'effects', ...(countPointer === undefined ? {} : { countPointer }) });
      }),
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
  const { processControl } = session;
  const disruptions = processControl === undefined ? {} : { disruptions: createDisruptions(processControl, systemClock, parts.calibration.durationMs) };
  return { ...parts, ...disruptions, session, outages, classify, clock: systemClock, probes: probesOf(target, session) };
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
