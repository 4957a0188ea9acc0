import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/contracts/classify.js';
import { readFacts } from '../../../src/model/index.js';
import { facts, history, made } from '../../properties/build.js';

const first = { at: [0, 10], got: made('c1') } as const;

describe('readFacts', () => {
  it('should keep planned attempts and controls apart, in order of sending', () => {
    const [operation] = facts([{ sent: [{ at: [20, 30], got: 409 }, first, { at: [40, 50], got: made('c2'), phase: 'control' }], effects: 1 }]).operations;
    expect(operation?.attempts.map(({ id }) => id)).toEqual(['a1', 'a0']);
    expect(operation?.controls.map(({ id }) => id)).toEqual(['c2']);
    expect(operation?.settlement).toBe('accepted');
  });

  it('should read class, id and marker under the contract', () => {
    const [operation] = facts([{ sent: [{ at: [0, 10], got: { ...made('c1'), headers: { replayed: 'TRUE' } } }], effects: 1 }]).operations;
    expect(operation?.attempts[0]?.answer).toMatchObject({ class: 'accepted', status: 201, id: 'c1', marked: true });
  });

  it('should take a withheld answer for lost, and for given', () => {
    const [operation] = facts([{ sent: [{ at: [0, 10], got: { ...made('c1'), withheld: true } }, { at: [20, 30], got: 'reset' }] }]).operations;
    expect(operation?.attempts.map(({ lost, answer }) => [lost, answer?.status])).toEqual([
      [true, 201],
      [true, undefined],
    ]);
  });

  it('should count effects over all nonces, in units, the largest total ever seen', () => {
    const calibration = { probes: [{ route: 0, unit: 2, lagMs: 0 }] };
    const [operation] = facts([{ sent: [first], effects: { nonce0: 2, other: 4 } }], { calibration }).operations;
    expect(operation?.effects).toMatchObject([{ probe: 0, total: 3 }]);
    expect(facts([{ sent: [first], effects: null }], { calibration }).operations[0]?.effects[0]).not.toHaveProperty('total');
  });

  it('should say why a history is unfit, and read one that was cut off', () => {
    expect(facts([{ sent: [first] }], { more: [{ type: 'note', atMs: 0, text: 'the setup failed' }] }).unfit).toBe('the setup failed');
    const whole = history([{ sent: [first] }]);
    const cut = readFacts({ head: whole.head, events: whole.events.slice(0, 1) }, classify);
    expect(cut.operations[0]).toMatchObject({ settlement: 'not-tried', attempts: [{ outcome: 'info', lost: true }] });
  });
});
