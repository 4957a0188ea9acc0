import { connect } from 'node:net';

/** The stores that tests may use, where they are. */
export const REDIS = { name: 'redis', port: Number(new URL(redisUrl()).port || 6379) } as const;
export const POSTGRES = { name: 'postgres', port: Number(new URL(postgresUrl()).port || 5432) } as const;

export function redisUrl(): string {
  return process.env['RETRYPROOF_TEST_REDIS'] ?? 'redis://127.0.0.1:6379';
}

export function postgresUrl(): string {
  return process.env['RETRYPROOF_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
}

/** Whether anything accepts connections there. */
export function isThere({ port }: { readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

type Missing = { readonly missing?: string };

/** For a server that cannot do without. */
export const [missingRedis, missingPostgres]: readonly [Missing, Missing] = await Promise.all([
  isThere(REDIS).then((there) => (there ? {} : { missing: redisUrl() })),
  isThere(POSTGRES).then((there) => (there ? {} : { missing: postgresUrl().replace(/:[^:@/]*@/, '@') })),
]);

/** For the title of a test; `scripts/test-results.mjs` reads it, and looks for itself. */
export function titleOf({ name, missing }: { readonly name: string; readonly missing?: string }): string {
  return missing === undefined ? name : `${name} [skipped: nothing that can be used at ${missing}]`;
}
