import { describe, expect, it } from 'vitest';
import { HostRefusedError, isLoopback } from '../../adapters/http/hosts.js';
import type { HttpOptions } from '../../adapters/index.js';
import { httpAdapter } from '../../adapters/index.js';

describe('isLoopback', () => {
  it.each(['localhost', 'LOCALHOST', 'api.localhost', 'localhost.', '127.0.0.1', '127.255.0.9', '::1', '[::1]', '[::ffff:7f00:1]'])('should let %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['example.com', 'localhost.example.com', '128.0.0.1', '127.0.0.1.example.com', '10.0.0.1', '0.0.0.0', '[::2]', '127.0.0.999'])('should not let %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('httpAdapter', () => {
  const LOCAL = 'http://localhost:3000';

  it.each<[HttpOptions, string[]]>([
    [{ instances: ['http://a.example:81'] }, ['a.example']],
    [{ instances: [LOCAL, 'https://a.example', 'http://a.example:81', 'http://10.0.0.1'] }, ['a.example', '10.0.0.1']],
    [{ instances: [LOCAL], proxy: 'http://proxy.example:3128' }, ['proxy.example']],
    [{ instances: ['http://a.example:82'], allowHosts: ['a.example:81', 'b.example'] }, ['a.example']],
  ])('should not open the way of %j', async (options, hosts) => {
    const opening = httpAdapter(options).open();
    await expect(opening).rejects.toBeInstanceOf(HostRefusedError);
    await expect(opening).rejects.toMatchObject({ hosts, message: expect.stringContaining(`${hosts.join(', ')} `) });
  });

  it.each<HttpOptions>([
    { instances: [LOCAL, 'http://127.1:80', 'http://[::1]:3000'] },
    { instances: ['http://a.example:81'], allowHosts: ['A.example'] },
    { instances: ['http://a.example:81', 'http://[2001:db8::1]'], allowHosts: ['a.example:81', '2001:db8::1'] },
    { instances: ['http://a.example'], unixSocket: '/tmp/s' },
    { instances: [LOCAL], proxy: 'http://u:p@localhost:3128' },
  ])('should open the way of %j, and say where it leads', async (options) => {
    const session = await httpAdapter(options).open();
    expect(session.instances).toEqual(options.instances.map((url) => new URL(url).origin));
    await session.close?.();
  });
});
