import { describe, expect, it } from 'vitest';
import { toFinding } from '../../../src/check/shrinking.js';
import type { Sighting } from '../../../src/run/judging.js';
import { scene } from './scene.js';

describe('findings', { timeout: 60_000 }, () => {
  it('should run a larger plan again where the smallest one had failed by a chance that does not come again', async () => {
    const { failure, once, twice, history, findingsOf } = await scene();
    // A history that was made by what ran beside it: one attempt can never have two effects here.
    const lucky: Sighting = { failure, plan: once, history, late: false };
    const sure: Sighting = { failure, plan: twice, history, late: false };
    const [finding] = await findingsOf([lucky, sure], 45_000);
    expect(finding).toMatchObject({ property: 'single-effect', seen: 2, reproduction: { runs: 20, failures: 20, minimal: true } });
  });

  it('should report what a larger plan has shown where the violation of the smallest one is gone and none fails again', async () => {
    const { failure, once, harmless, history, findingsOf } = await scene();
    const gone: Sighting = { failure, plan: once, history: harmless, late: false };
    const standing: Sighting = { failure, plan: once, history, late: false };
    const findings = await findingsOf([gone, standing], 500);
    expect(findings).toMatchObject([{ property: 'single-effect', seen: 2, reproduction: { failures: 0 } }]);
    expect(findings[0]?.history).toBe(history);
  });

  it('should count no rerun against a target that has gone', async () => {
    const { failure, twice, history, findingsOf, shutDown } = await scene();
    await shutDown();
    const findings = await findingsOf([{ failure, plan: twice, history, late: false }], 2_000);
    expect(findings).toMatchObject([{ property: 'single-effect', reproduction: { runs: 0, failures: 0, minimal: false } }]);
  });

  it('should report nothing where what was missing has turned up in every plan, and say of what', async () => {
    const { failure, once, harmless, foundOf } = await scene();
    const gone: Sighting = { failure, plan: once, history: harmless, late: false };
    expect(await foundOf([gone, gone], 500)).toEqual({ findings: [], dropped: new Set(['single-effect']) });
  });

  it('should not report what is only suspected in the place of what was proven and has gone', async () => {
    const { failure, once, harmless, history, findingsOf } = await scene();
    const gone: Sighting = { failure, plan: once, history: harmless, late: false };
    const suspected: Sighting = { failure: { ...failure, suspect: true }, plan: once, history, late: false };
    expect(await findingsOf([gone, suspected], 500)).toEqual([]);
  });

  it.each([
    [{ proven: true, again: 'suspected' }, 0],
    [{ proven: true, again: 'proven' }, 3],
    [{ proven: false, again: 'suspected' }, 3],
    [{ proven: false, again: 'proven' }, 3],
  ] as const)('should count as a reproduction what proves as much: %o', async ({ proven, again }, failures) => {
    const { rig, context, failure, twice, history } = await scene();
    let runs = 0;
    const sighting = { failure: { ...failure, suspect: !proven }, plan: twice, history, late: false };
    const finding = await toFinding({ sighting, trial: { runs: 0, failures: 0 } }, 1, {
      rig, context,
      judge: () => ({ failures: [{ ...failure, suspect: again === 'suspected' }], situations: [] }),
      nextRun: () => ({ id: 'h', salt: `again${(runs += 1)}` }),
      mayGoOn: () => false,
      mayBegin: () => true,
      onStep: () => undefined,
    });
    expect(finding.reproduction).toMatchObject({ runs: 3, failures });
  });

  it.each([
    ['not count the trial by which the plan was chosen', [true, false, false], true, { runs: 3, failures: 1 }],
    ['tell of that trial where nothing has failed since', [false, false, false], true, { runs: 6, failures: 3 }],
    ['tell of that trial where time was over after it', [], false, { runs: 3, failures: 3 }],
  ] as const)('should %s', async (_, fails, mayBegin, reproduction) => {
    const { rig, context, failure, twice, history } = await scene();
    let runs = 0;
    const sighting = { failure, plan: twice, history, late: false };
    const finding = await toFinding({ sighting, trial: { runs: 3, failures: 3, witness: { history, failure } } }, 1, {
      rig, context,
      judge: () => ({ failures: fails[runs - 1] === true ? [failure] : [], situations: [] }),
      nextRun: () => ({ id: 'h', salt: `chosen${(runs += 1)}` }),
      mayGoOn: () => false,
      mayBegin: () => mayBegin,
      onStep: () => undefined,
    });
    expect(finding.reproduction).toMatchObject(reproduction);
    expect(runs).toBe(fails.length);
  });
});
