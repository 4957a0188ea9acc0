import { connect } from 'node:net';

/** The stores that tests may use, where they are. */
export const REDIS = { name: 'redis', port: Number(new URL(process.env['RETRYPROOF_TEST_REDIS'] ?? 'redis://127.0.0.1:6379').port || 6379) } as const;
export const POSTGRES = { name: 'postgres', port: Number(new URL(postgresUrl()).port || 5432) } as const;

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
