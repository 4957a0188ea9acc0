import { describe, expect, it } from 'vitest';

import { parseTaps } from '../../../src/check/target/taps.js';
import { byAdapter, wayOf } from '../../../src/check/way.js';

const URL = 'http://localhost:3000/charges';

describe('--tap', () => {
  it.each([
    ['redis=6379', { name: 'redis', host: '127.0.0.1', port: 6379, listenPort: 0 }],
    ['redis=6379@16379', { name: 'redis', host: '127.0.0.1', port: 6379, listenPort: 16_379 }],
    ['my-db=db.test:5432', { name: 'my-db', host: 'db.test', port: 5432, listenPort: 0 }],
    [' pg=[::1]:5432@5433 ', { name: 'pg', host: '::1', port: 5432, listenPort: 5433 }],
  ])('should read %s', (text, tap) => {
    expect(parseTaps([text])).toEqual([tap]);
  });

  it.each([
    [['6379'], '--tap "6379" is no NAME=[HOST:]PORT'],
    [['redis'], '--tap "redis" is no NAME=[HOST:]PORT'],
    [['redis=redis://localhost:6379'], 'is no NAME=[HOST:]PORT'],
    [['redis=70000'], '--tap "redis=70000": 70000 is no port'],
    [['redis=6379@0'], '--tap "redis=6379@0": 0 is no port'],
    [['a=1@5', 'a=2@6'], 'two taps are called a'],
    [['a=1@5', 'b=2@5'], 'two taps are to listen at port 5'],
  ])('should refuse %j', (taps, message) => {
    expect(() => parseTaps(taps)).toThrow(message);
  });

  it('should ask for a port where the service runs already', () => {
    expect(() => wayOf({ url: URL, taps: ['redis=6379'] })).toThrow('--tap redis has no port to listen at');
    expect(() => byAdapter({ name: 'own', open: () => Promise.reject(new Error('not opened')) }, { path: '/charges', taps: ['redis=6379'] })).toThrow('--tap redis has no port to listen at');
    expect(wayOf({ url: URL, taps: ['redis=6379@16379'] }).refused).toBeUndefined();
  });

  it('should lead nowhere but to this machine, unless that was allowed', () => {
    const far = { url: URL, taps: ['db=db.example.com:5432@15432'] };
    expect(wayOf(far).refused).toMatchObject({ kind: 'refused', hint: 'if it is a test system that may be treated so, add --allow-host db.example.com' });
    expect(wayOf({ ...far, allowHosts: ['db.example.com'] }).refused).toBeUndefined();
  });

  it('should know every {{tap …}} in a command', () => {
    const options = { url: 'http://localhost:{{port}}/charges', exec: 'REDIS={{tap redsi}} node server.js', taps: ['redis=6379'] };
    expect(() => wayOf(options)).toThrow('--exec has {{tap redsi}}, and there is no tap redsi');
  });
});
