import { describe, expect, it } from 'vitest';
import type { CommonOptions } from '../../../src/check/options.js';
import { buildTarget } from '../../../src/check/target.js';

const PLACE = { instances: ['http://localhost:3000'], path: '/charges' };
const BODIES = ['{"reference":"{{nonce}}"}'];
const targetOf = (options: CommonOptions) => buildTarget({ bodies: BODIES, ...options }, PLACE);

describe('--sink', () => {
  it.each([
    ['4010', '127.0.0.1', 4010],
    [' 0 ', '127.0.0.1', 0],
    ['http://127.0.0.1:4010', '127.0.0.1', 4010],
    ['http://localhost:4010/', 'localhost', 4010],
    ['0.0.0.0:4010', '0.0.0.0', 4010],
    ['[::1]:4010', '::1', 4010],
  ])('should listen where %j says', (sink, host, port) => {
    expect(targetOf({ sink }).sink).toEqual({ host, port, answer: { status: 200, body: '{"id":"{{id}}"}' }, keyHeader: 'idempotency-key' });
  });

  it('should count by itself, unless something else is to count', () => {
    expect(targetOf({ sink: '4010' }).routes[0]?.effects).toEqual([{ text: 'the sink', sink: true }]);
    expect(targetOf({ sink: '4010', effects: ['GET /c?r={{nonce}}', 'sink'] }).routes[0]?.effects.map(({ text }) => text)).toEqual(['GET /c?r={{nonce}}', 'the sink']);
    expect(targetOf({ sink: '4010', effects: ['GET /c?r={{nonce}}'] }).routes[0]?.effects.map(({ text }) => text)).toEqual(['GET /c?r={{nonce}}']);
  });

  it('should answer what it is told to', () => {
    expect(targetOf({ sink: '4010', sinkAnswer: '201 {"id":"{{id}}","amount":{{request /amount}}}', sinkKey: 'X-Request-Id' }).sink).toMatchObject({ answer: { status: 201, body: '{"id":"{{id}}","amount":{{request /amount}}}' }, keyHeader: 'x-request-id' });
    expect(targetOf({ sink: '4010', sinkAnswer: '204' }).sink?.answer).toEqual({ status: 204, body: '' });
  });

  it.each<[CommonOptions, RegExp]>([
    [{ sink: 'here' }, /--sink "here" names no port/],
    [{ sink: '70000' }, /--sink "70000" names no port/],
    [{ sink: 'https://localhost:4010' }, /names no port/],
    [{ sinkAnswer: '200' }, /--sink-answer was given without --sink/],
    [{ sinkKey: 'X-Id' }, /--sink-key was given without --sink/],
    [{ effects: ['sink'] }, /--effects sink counts the calls to a sink, and there is no --sink/],
    [{ sink: '4010', sinkAnswer: '{"id":1}' }, /begins with no status/],
    [{ sink: '4010', sinkAnswer: '200 {"id":"{{uuid}}"}' }, /unknown placeholder \{\{uuid\}\}/],
    [{ sink: '4010', sinkAnswer: '200 {"id":' }, /looks like JSON, and is none/],
    [{ sink: '4010', sinkKey: 'not a name' }, /is no name of a header/],
    [{ sink: '4010', bodies: ['{"amount":5}'] }, /--sink was given, but there is no \{\{nonce\}\} in the request of POST \/charges/],
  ])('should refuse %j', (options, message) => {
    expect(() => targetOf(options)).toThrow(message);
  });
});
