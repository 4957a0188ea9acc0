import { createBench } from '../../src/check/judging.js';
import { campaignStage } from '../../src/check/campaign.js';
import { understand } from '../../src/check/run.js';
import { calibrateStage } from '../../src/check/stages.js';
import { wayOf } from '../../src/check/way.js';
import { classify } from '../../src/contracts/index.js';
import type { CheckOptions } from '../../src/check/options.js';
import type { Session } from '../../src/model/index.js';
import { neverSignal } from '../../src/run/signals.js';
import type { Thinking } from './thinking.js';
import { thinking } from './thinking.js';

export interface Measured {
  readonly plans: number;
  /** Without probe reads. */
  readonly requests: number;
  readonly probeReads: number;
  readonly tookMs: number;
  /** User and system time of this process per request, probe reads among them, in microseconds. */
  readonly cpuUs: number;
  /** Measured after the campaign, and no part of its own figures. */
  thinking(): Thinking;
}

/**
 * The campaign of `check`, stage by stage as `check` runs it, over a session that does no faults on the wire and no races:
 * what is measured is generating, sending, recording and judging.
 */
export async function campaign(options: CheckOptions): Promise<Measured> {
  const run = understand({ options, way: wayOf(options), hooks: {} });
  const bench = createBench(run.chosen.properties, classify);
  const full = await run.way.open();
  const session: Session = { send: full.send };
  try {
    const stage = await calibrateStage({ ...run, session, signal: neverSignal() }, () => undefined);
    if ('trouble' in stage) throw new Error(stage.trouble.message);
    const before = { count: run.gate.count, reads: run.gate.probeReads, cpu: process.cpuUsage(), atMs: performance.now() };
    let ended: Measured | undefined;
    await campaignStage({
      ...stage, options, bench, seed: run.seed, timing: run.timing, stop: run.stop, nextRun: run.nextRun,
      onHistory: () => undefined,
      onNote: () => undefined,
      onViolation: () => undefined,
      onPhase(phase, state) {
        if (phase !== 'final probes' || state === undefined) return;
        const cpu = process.cpuUsage(before.cpu);
        const all = run.gate.count - before.count;
        const probeReads = run.gate.probeReads - before.reads;
        const kept = state.retained.map(({ history }) => history);
        ended = { plans: state.plans, requests: all - probeReads, probeReads, tookMs: performance.now() - before.atMs, cpuUs: (cpu.user + cpu.system) / all, thinking: () => thinking(kept, stage.context, run.chosen.properties) };
      },
    });
    if (ended === undefined) throw new Error('the campaign did not end');
    return ended;
  } finally {
    await full.close?.();
  }
}
