import { describe, expect, it } from 'vitest';
import { describeContract, presets } from '../../../src/contracts/index.js';
import { nearest } from '../../../src/contracts/nearest.js';
import { answer, auto, created, five } from './evidence.js';

describe('describeContract', () => {
  it('should say what each preset promises, and whence', () => {
    expect(presets.map(({ name, contract }) => [name, ...describeContract(contract)].join('\n  ')).join('\n')).toMatchInlineSnapshot(`
      "auto
        a key is unique per principal, route, method (default)
        while the first is running: 409, or the first's answer after a wait (default)
        a finished retry: the same members, the same status (after a 202 any 2xx, with its id) (default)
        resource id: header:location, /id, /data/id (default)
        a key is kept: 120 s (default)
        a claim ends: 10 s after its attempt (default)
        after a restart: keys may be forgotten (default)
      ietf
        key: in Idempotency-Key, quoted (datatracker.ietf.org)
        while the first is running: 409 (datatracker.ietf.org)
        another payload: rejected with 422 (datatracker.ietf.org)
        a finished retry: the same members, the same status (datatracker.ietf.org)
        stored: 2xx, 4xx, 5xx (datatracker.ietf.org)
      stripe
        key: in Idempotency-Key, bare, at most 255 characters (docs.stripe.com)
        without a key: executed (docs.stripe.com)
        a key is unique per principal (docs.stripe.com)
        while the first is running: 409 (docs.stripe.com)
        another payload: rejected (docs.stripe.com)
        in-flight: 409 with /error/code "idempotency_key_in_use" (docs.stripe.com)
        mismatch: 4xx with /error/type "idempotency_error" (docs.stripe.com)
        a finished retry: the same members, the same status (docs.stripe.com)
        stored: 2xx, 4xx, 5xx (docs.stripe.com)
        a retry of a failure: gets the failure again (docs.stripe.com)
        a replay is marked: idempotent-replayed: true (docs.stripe.com)
        a key is kept: 86400 s, then it may be new (docs.stripe.com)
      natural
        key: none; the request itself is idempotent (www.rfc-editor.org)
        a finished retry: any body (www.rfc-editor.org)"
    `);
  });

  it('should say what was adopted', () => {
    const evidence = [
      five('running-duplicate', (n) => ({ second: created(n) })),
      five('other-payload', () => ({ second: answer(400, { code: 'key_reused' }) })),
    ];
    const lines = describeContract(auto(evidence).contract).filter((line) => line.endsWith('(from calibration)'));
    expect(lines).toMatchInlineSnapshot(`
      [
        "while the first is running: the first's answer after a wait, or 409 (from calibration)",
        "another payload: rejected (from calibration)",
        "mismatch: 400 with /code "key_reused" (from calibration)",
      ]
    `);
  });
});

describe('nearest', () => {
  it.each([
    ['in_flight', 'inFlight'],
    ['INFLIGHT', 'inFlight'],
    ['retention', 'retentionMs'],
    ['mismach', 'mismatch'],
    ['xyz', undefined],
  ])('should take %s for %s', (name, meant) => {
    expect(nearest(name, ['inFlight', 'mismatch', 'retentionMs', 'leaseMs'])).toBe(meant);
  });
});
