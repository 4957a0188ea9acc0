import { expect, it } from 'vitest';
import { NOBODY, turnedAwayIn } from '../../../src/judge/index.js';
import type { Setting, Told } from '../../properties/build.js';
import { facts, made } from '../../properties/build.js';

const no = { at: [0, 10], got: 409 } as const;
const later = (got: Told['sent'][number]['got']) => ({ at: [20, 30], got, phase: 'settle' }) as const;
const turnedAway: Told = { sent: [no, later(422)], settled: 'refused' };
const counted = (told: Told, setting?: Setting) => turnedAwayIn(facts([told], setting));

it('should count what was told nothing but no', () => {
  for (const sent of [[{ ...no, got: 422 }], [no, later(422)], [{ ...no, got: 302 }], [{ ...no, got: 'reset' }, later(402)]] as const) expect(counted({ sent })).toEqual({ asked: 1, away: 1, waiting: 0 });
});

it('should count apart what was told to wait, and nothing else', () => {
  for (const sent of [[no], [no, later(409)], [{ ...no, got: 'reset' }, later(409)]] as const) expect(counted({ sent, settled: 'deadline' })).toEqual({ asked: 1, away: 0, waiting: 1 });
});

it('should count as served what had to wait, was shed, or failed', () => {
  for (const sent of [[{ ...no, got: made('c1') }, later(409)], [no, later(made('c1'))], [no, later(429)], [{ ...no, got: 500 }, later(500)]] as const) expect(counted({ sent })).toEqual({ asked: 1, away: 0, waiting: 0 });
});

it('should leave out what got no answer, and what may be turned away for something else than what calibration sent', () => {
  expect(counted({ sent: [{ ...no, got: 'timeout' }] })).toEqual(NOBODY);
  for (const other of [{ body: 1 }, { principal: 1 }, { route: 1 }, { key: { kind: 'absent' } }, { key: { kind: 'hostile', text: 'x' } }] as const) expect(counted({ ...turnedAway, ...other })).toEqual(NOBODY);
  expect(counted({ sent: [{ ...no, variant: { payload: { kind: 'invalid' } } as never }, later(409)] })).toEqual(NOBODY);
  expect(counted({ sent: [{ ...no, variant: { method: 'HEAD' } }, later(409)] })).toEqual(NOBODY);
  expect(counted({ sent: [{ ...no, fault: { kind: 'body-stalled', ending: 'cut', durations: 1 } }, later(409)] })).toEqual(NOBODY);
  expect(counted({ ...turnedAway, settled: 'interrupted' })).toEqual(NOBODY);
  expect(counted(turnedAway, { contract: { natural: true } })).toEqual(NOBODY);
  const near: Told = { key: { kind: 'near', of: 0, change: 'case' }, sent: [no] };
  expect(turnedAwayIn(facts([turnedAway, near]))).toEqual(NOBODY);
});
