import { describe, expect, it } from 'vitest';
import { createMasker } from '../../../src/report/index.js';

const text = (sentence: string) => createMasker({ salt: 'salt', plain: ['Idempotency-Key'] }).text(sentence);
const TAGGED = /<masked:|%3Cmasked/;

describe('sentences', () => {
  it.each([
    ['a redirect', 'it redirects to https://app.test/cb?code=1&access_token=s3cr3t, and retryproof follows no redirect'],
    ['a fragment', 'it redirects to /cb#access_token=s3cr3t&state=1'],
    ['what is encoded', 'an ordinary POST /charges?api_key=s3cr3t%2Fx was answered 404'],
    ['a form', 'an ordinary POST /charges was answered 400: error=1&client_secret=s3cr3t'],
    ['what a command printed', 'the command printed "token=s3cr3t", which is no count'],
    ['a cookie', 'the header set-cookie is sid=s3cr3t; Path=/'],
    ['a card of a form', 'a body of 30 characters: amount=1&card[number]=s3cr3t.'],
    ['JSON', 'an ordinary POST /charges was answered 400: {"error":"x","token": "s3cr3t"}'],
    ['JSON that is cut off', 'the probe could not be read: it answered 500: {"a":1,"password":"s3cr3t-and-mo'],
    ['JSON that says that it is cut off', 'a1 got a body of 90 characters instead of 80: {"token":"s3cr3t-and-mo…'],
    ['a card in JSON', 'it answered [{"card":{"number":"s3cr3t"}}], which cannot be counted'],
    ['the password of a URL', 'it redirects to https://user:s3cr3t@app.test/charges, and retryproof follows no redirect'],
    ['a password with a sign of its own', 'the way postgres://shop:p@s3cr3t@localhost/shop is closed'],
    ['an object that is secret', 'it answered 400: {"secret":{"x":"s3cr3t"},"id":'],
  ])('should quote no secret of %s, whoever has not seen it before', (_, sentence) => {
    const shown = text(sentence);
    expect(shown).not.toContain('s3cr3t');
    expect(shown).toMatch(TAGGED);
    expect(text(shown)).toBe(shown);
  });

  it('should have the tag of a password that the header has which they quote', () => {
    const masker = createMasker({ salt: 'salt' });
    const [[, location = ''] = []] = masker.headers([['location', 'https://user:s3cr3t@app.test/charges']]);
    expect(location).toMatch(/^https:\/\/user:<masked:password:\w+>@app\.test\/charges$/);
    expect(masker.text('it redirects to https://user:s3cr3t@app.test/charges')).toBe(`it redirects to ${location}`);
  });

  it('should leave out what ends a sentence', () => {
    expect(text('(it is ?token=s3cr3t…), or token=.')).toMatch(/^\(it is \?token=%3Cmasked%3Atoken%3A\w+%3E…\), or token=%3Cmasked%3Atoken%3A\w+%3E$/);
    expect(text('it is token=a.b.')).toMatch(/^it is token=%3Cmasked%3Atoken%3A\w+%3E\.$/);
  });

  it('should be masked in no time, whatever they quote', () => {
    const masker = createMasker({ salt: 'salt' });
    masker.body('{"access_token":"s3cr3t-s3cr3t"}', 'application/json');
    const beganMs = performance.now();
    for (const piece of ['.', ')', '(', '&a=', 'a=', '{ ', '"', '\\"', '<masked:', '%3Cmasked%3A', '%3C', '://a:', '@', ':']) masker.text(`?a=${piece.repeat(100_000 / piece.length)}x "`);
    masker.headers([['authorization', `Bearer ${' '.repeat(100_000)}\n`]]);
    expect(performance.now() - beganMs).toBeLessThan(3_000);
  });

  it('should know the beginning of a long one where the rest is cut off', () => {
    const masker = createMasker({ salt: 'salt' });
    const token = `eyJ${'x'.repeat(40)}${'y'.repeat(40)}`;
    masker.body(JSON.stringify({ access_token: token }), 'application/json');
    expect(masker.text(`/access_token is ${token.slice(0, 57)}… instead of ${token}.`)).toMatch(/^\/access_token is (<masked:access_token:\w+>) instead of \1\.$/);
  });

  it.each([
    "give credentials: --header 'Authorization: Bearer …', or --principal",
    'give it the final URL: GET /charges?reference={{nonce}}&page=2, and {"amount":"{{int 1 5}}","note":"token"}',
    'a key (Idempotency-Key=k-1) is refused; --require overlapped>=50',
    'it has {"token":null,"password":false} and "one quote more',
    'a0 \\ "x\\',
    'http://127.0.0.1:8080/charges?to=a@b.test or http://user@app.test:80, and write to a@b.test',
  ])('should leave %s', (sentence) => {
    expect(text(sentence)).toBe(sentence);
  });
});
