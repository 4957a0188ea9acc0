import { Pool } from 'undici';

/** What a bare loop over undici reaches with 64 requests under way, per second. */
export async function bareLoop(url: string, forMs: number): Promise<number> {
  const pool = new Pool(url, { connections: 64 });
  const endsAtMs = performance.now() + forMs;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < endsAtMs) {
      done += 1;
      const headers = { 'content-type': 'application/json', 'idempotency-key': `k${done}` };
      const { body } = await pool.request({ path: '/charges', method: 'POST', headers, body: `{"amount":1234,"currency":"usd","reference":"r${done}"}` });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  await pool.destroy();
  return (done / forMs) * 1000;
}
