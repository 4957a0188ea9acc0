import { randomBytes, randomInt } from 'node:crypto';

import { DriverError } from '../../adapters/probes/database/driver.js';
import { commandProbe, functionProbe, httpProbe, queryProbe, sinkProbe } from '../../adapters/probes/index.js';
import type { ProbeResources } from '../../adapters/probes/resources.js';
import { loadDrivers } from '../../adapters/probes/resources.js';
import { SinkError } from '../../adapters/sink/index.js';
import { classify } from '../contracts/index.js';
import type { Blueprint } from '../generate/types.js';
import type { Calibration, Contract, EffectsTemplate, Probe, Session, Sink, Target } from '../model/index.js';
import { defined } from '../model/index.js';
import { oneAfterTheOther } from '../run/ageing.js';
import { systemClock } from '../run/clock.js';
import { createDisruptions } from '../run/disruptions.js';
import type { Gate } from '../run/gate.js';
import { watchOutages } from '../run/outages.js';
import type { Principals, ProbeSet, Rig } from '../run/rig.js';
import { SLOW_MS } from './timing.js';
import { createSharing } from '../run/sharing.js';
import { UsageError } from './options.js';

/** Probes of every route, in the order in which the user named them. */
function probesOf(target: Target, session: Session, resources: ProbeResources): ProbeSet {
  return {
    effects: target.routes.map(({ effects }) => effects.map((probe) => effectsProbe(probe, session, resources))),
    state: target.routes.map(({ state }) => (state === undefined ? undefined : httpProbe(session, { name: state.text, kind: 'state' }))),
  };
}

function effectsProbe(template: EffectsTemplate, session: Session, resources: ProbeResources): Probe {
  if ('count' in template) return functionProbe({ name: template.text, count: template.count });
  if ('database' in template) return queryProbe(template, resources);
  if ('command' in template) return commandProbe(template, resources);
  if ('sink' in template) return sinkProbe(template.text, resources);
  const { text, countPointer } = template;
  return httpProbe(session, { name: text, kind: 'effects', ...defined({ countPointer }) });
}

/**
 * Makes ready what must be there before the target is: drivers of the databases that its probes name, and its downstream, whose
 * URL a service that is started has to know.
 *
 * @throws UsageError where a driver is not there, or the sink cannot listen
 */
export async function openProbes({ routes, sink }: Target, resources: ProbeResources): Promise<Sink | undefined> {
  try {
    await loadDrivers(routes.flatMap(({ effects }) => effects));
    return sink === undefined ? undefined : await resources.openSink(sink);
  } catch (error) {
    if (error instanceof DriverError || error instanceof SinkError) throw new UsageError(error.message, error.hint);
    throw error;
  }
}

export interface RigParts {
  readonly target: Target;
  readonly blueprint: Blueprint;
  readonly session: Session;
  readonly gate: Gate;
  /** One for a whole run: a command that prints credentials may sign in each time. */
  readonly principals: Principals;
  /** One for a whole run too: connections that probes keep. */
  readonly resources: ProbeResources;
  readonly contract: Contract;
  readonly calibration: Calibration;
  readonly timeoutMs: number;
  /** Default: {@link SLOW_MS}. */
  readonly slowMs?: number;
  readonly signal: AbortSignal;
}

export function createRig({ target, resources, ...parts }: RigParts): Rig {
  const { session, outages } = watchOutages(parts.session, systemClock);
  const { processControl: processes, taps } = session;
  const disruptions = processes === undefined && taps === undefined ? {} : { disruptions: createDisruptions({ processes, taps }, systemClock, parts.calibration.durationMs) };
  const sink = resources.sink === undefined ? {} : { sink: resources.sink };
  return { slowMs: SLOW_MS, ...parts, ...disruptions, ...sink, session, outages, sharing: createSharing(), alone: oneAfterTheOther(), classify, clock: systemClock, probes: probesOf(target, session, resources) };
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
