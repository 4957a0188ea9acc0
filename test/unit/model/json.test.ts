import { describe, expect, it } from 'vitest';

import { Book } from '../../../adapters/sink/book.js';
import { jsonEqual, leavesOf, parseExactly, parseJson } from '../../../src/model/index.js';
import { createMasker } from '../../../src/report/index.js';

/** So many levels of arrays and objects in turn, around a text. */
const nested = (levels: number, inmost = '"x"'): string => `${'[{"a":'.repeat(levels / 2)}${inmost}${'}]'.repeat(levels / 2)}`;

describe('parseJson', () => {
  it('should make no tree of what is nested so deep that nobody could walk it', () => {
    for (const text of [nested(20_000), `${'['.repeat(20_000)}${']'.repeat(20_000)}`, `{"id":1,"more":${nested(252)}}`]) expect(parseJson(text)).toBeUndefined();
  });

  it('should parse what is deep, and what is wide', () => {
    const deep = parseJson(nested(250)) ?? null;
    expect(leavesOf(deep, 'body')).toEqual([['/0/a'.repeat(125), '"x"']]);
    expect(jsonEqual(deep, parseJson(nested(250)))).toBe(true);
    const wide = Array.from({ length: 2_000 }, (_, id) => ({ id, tags: [] }));
    expect(parseJson(JSON.stringify(wide))).toEqual(wide);
    expect(parseJson(`"${'[{'.repeat(1_000)}"`)).toBe('[{'.repeat(1_000));
  });
});

describe('parseExactly', () => {
  it('should keep long integers as their text', () => {
    expect(parseExactly('{"id":9007199254740993,"text":"12345678901234567 \\" 12345678901234567","small":1}')).toEqual({ id: '9007199254740993', text: '12345678901234567 " 12345678901234567', small: 1 });
    expect(parseExactly('{"id":1}')).toBeUndefined();
  });

  it('should make no tree of what is too deep either', () => {
    expect(parseExactly(nested(20_000, '12345678901234567'))).toBeUndefined();
    expect(parseExactly(nested(250, '12345678901234567'))).toBeDefined();
  });

  it('should be done with a megabyte of anything in no time', () => {
    const beganMs = performance.now();
    const digits = '1234567890123456';
    for (const piece of ['"', '\\', '\\"', '"\\', '"\\\n', '1', '-', `${digits}a`, `"${digits}`]) parseExactly(digits + piece.repeat(1_000_000 / piece.length));
    expect(performance.now() - beganMs).toBeLessThan(5_000);
  });
});

it('should mask the members of a body, however deep it is', () => {
  const masked = createMasker({ salt: 'salt' }).body(nested(20_000, '{"password":"hunter2-hunter2"}'), 'application/json');
  expect(masked).not.toContain('hunter2');
  expect(masked).toContain('<masked:password:');
});


it('should tell bodies of a downstream apart that are too deep to be sorted', () => {
  const book = new Book({ status: 200, body: '{"amount":{{request /0/a}}}' });
  const call = { id: 0, method: 'POST', path: '/pay', nonce: 'n', key: 'k' };
  expect(book.apply(call, nested(20_000)).body).toBe('{"amount":null}');
  expect([book.wasOther(call, nested(20_000)), book.wasOther(call, nested(20_000, '"y"'))]).toEqual([false, true]);
});
