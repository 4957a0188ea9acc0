import { build, conflictRules } from '../base/services.js';
import { CHARGE, define, TWO_PRINCIPALS } from '../zoo.js';

export const DECLINED = '{"amount":20000,"currency":"usd","reference":"{{nonce}}"}';
export const REFUNDS = ['--also', 'POST /refunds', '--also-body', CHARGE];
export const REFUND_EFFECTS = ['--also-effects', 'GET /refunds?reference={{nonce}}'];

export default define({
  name: 'scoped',
  about: 'Keys are scoped to principal and route, declines are stored and replayed, a revoked credential gets nothing.',
  flags: ['--body', DECLINED, ...TWO_PRINCIPALS, ...REFUNDS, ...REFUND_EFFECTS, '--revoke', 'POST /revoke'],
  service: () => build(conflictRules()),
});
