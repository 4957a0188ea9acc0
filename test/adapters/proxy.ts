import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { listen } from './servers.js';

/** A forward proxy: tunnels for CONNECT, absolute form otherwise; wants `credentials` (`user:password`). */
export async function forwardProxy(credentials: string): Promise<{ readonly proxy: string; readonly lines: string[] }> {
  const lines: string[] = [];
  const wanted = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const allowed = ({ headers }: IncomingMessage): boolean => headers['proxy-authorization'] === wanted;
  const server = createServer((request, response) => {
    lines.push(`${request.method} ${request.url}`);
    if (!allowed(request)) return response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = httpRequest(request.url ?? '', { method: request.method, headers }, (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)));
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    return request.pipe(onward);
  });
  server.on('connect', (request, near) => {
    lines.push(`CONNECT ${request.url}`);
    if (!allowed(request)) return near.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host, port] = (request.url ?? '').split(':');
    const far = connect(Number(port), host, () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      near.pipe(far);
      far.pipe(near);
    });
    // What happens to one side happens to the other.
    far.on('error', () => near.destroy());
    near.on('error', () => far.resetAndDestroy());
    far.on('close', () => near.destroy());
    return near.on('close', () => far.destroy());
  });
  const { port } = await listen(server);
  return { proxy: `http://${credentials}@127.0.0.1:${port}`, lines };
}
