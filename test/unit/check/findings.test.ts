import { describe, expect, it } from 'vitest';
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

  it('should report nothing where what was missing has turned up in every plan', async () => {
    const { failure, once, harmless, findingsOf } = await scene();
    const gone: Sighting = { failure, plan: once, history: harmless, late: false };
    expect(await findingsOf([gone, gone], 500)).toEqual([]);
  });
});
