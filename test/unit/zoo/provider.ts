import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { providerPortOf } from '../../zoo/base/provider.js';

/** What is done with a call; the money is taken in all but the first. */
type Deed = 'fail-before' | 'fail-after' | 'lose-after' | 'answer';

/** A payment provider written by hand: it does with its calls what it was told, in order, and remembers keys. */
export class TestProvider {
  /** Path, reference and key of each payment that was made. */
  readonly made: { readonly path: string; readonly reference: string; readonly key: string | undefined }[] = [];
  /** What the next calls get; then all are answered. */
  deeds: Deed[] = [];
  /** Each call waits for it. */
  takesMs = 0;
  readonly #server: Server;

  private constructor(readonly port: number) {
    this.#server = createServer((request, response) => {
      void (async () => {
        const { reference = '', about = '' } = (await json(request)) as { reference?: string; about?: string };
        const key = request.headers['idempotency-key'];
        const one = { path: request.url ?? '', reference: reference || about, key: typeof key === 'string' ? key : undefined };
        const deed = this.deeds.shift() ?? 'answer';
        const known = one.key !== undefined && this.made.some((each) => each.path === one.path && each.key === one.key);
        if (deed !== 'fail-before' && !known) this.made.push(one);
        if (this.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, this.takesMs));
        if (deed === 'lose-after') request.socket.resetAndDestroy();
        else response.writeHead(deed === 'answer' ? 200 : 500, { 'content-type': 'application/json' }).end('{"id":"pay_1"}');
      })();
    });
  }

  static async startFor(url: string): Promise<TestProvider> {
    const provider = new TestProvider(providerPortOf(url));
    await new Promise<void>((resolve) => provider.#server.listen(provider.port, '127.0.0.1', resolve));
    return provider;
  }

  count(reference: unknown, path = '/payments'): number {
    return this.made.filter((each) => each.reference === reference && each.path === path).length;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
