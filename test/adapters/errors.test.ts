import { describe, expect, it } from 'vitest';
import { completionOf } from '../../adapters/http/errors.js';

function failing(code: string, message = 'it broke'): Error {
  return Object.assign(new Error(message), { code });
}

describe('http: the table of errors', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'unresolved'],
    ['EAI_AGAIN', 'unresolved'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['UND_ERR_SOCKET', 'closed'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['UND_ERR_DESTROYED', 'interrupted'],
    ['UND_ERR_HEADERS_OVERFLOW', 'garbage'],
    ['HPE_INVALID_CONSTANT', 'garbage'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong-protocol'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls'],
    ['EWHATEVER', 'other'],
  ])('should take %s for %s, a fail only where nothing was written', (code, reason) => {
    expect(completionOf(failing(code), false)).toMatchObject({ outcome: 'fail', reason });
    expect(completionOf(failing(code), true)).toMatchObject({ outcome: 'info', reason });
    expect(completionOf(failing(code), true)).toMatchObject({ detail: expect.stringContaining(`${code}: it broke`) });
  });

  it('should speak of every address that was tried', () => {
    const error = Object.assign(new AggregateError([failing('ECONNREFUSED', 'connect ::1'), failing('ECONNREFUSED', 'connect 127.0.0.1')]), { code: 'ECONNREFUSED' });
    expect(completionOf(error, false)).toEqual({ outcome: 'fail', reason: 'refused', detail: 'nothing listens there (ECONNREFUSED: connect ::1; connect 127.0.0.1)' });
  });

  it('should name the code once where the message names it', () => {
    const detail = 'nothing listens there (connect ECONNREFUSED 127.0.0.1:29999)';
    expect(completionOf(failing('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:29999'), false)).toMatchObject({ detail });
  });

  it.each([undefined, null, 'a text', {}])('should take %j for other', (error) => {
    expect(completionOf(error, true)).toMatchObject({ outcome: 'info', reason: 'other' });
  });
});
