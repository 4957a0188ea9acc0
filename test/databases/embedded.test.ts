import { Client } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';

import { binariesDir, startEmbedded } from './embedded.js';

const dir = binariesDir();

describe.skipIf(dir === undefined)(`a PostgreSQL from npm${dir === undefined ? ` [skipped: npm has none for ${process.platform} on ${process.arch}]` : ''}`, () => {
  it('should be a real one, and be gone once it is stopped', async () => {
    const { url, stop } = await startEmbedded(dir ?? '');
    onTestFinished(stop);
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM pg_database WHERE datname = $1', ['postgres']);
    await client.end();
    expect(rows).toEqual([{ n: 1 }]);
    await stop();
    await expect(new Client({ connectionString: url }).connect()).rejects.toThrow('ECONNREFUSED');
  });
});
