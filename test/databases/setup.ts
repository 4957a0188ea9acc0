import { isThere, POSTGRES } from '../zoo/base/stores.js';
import { binariesDir, startEmbedded } from './embedded.js';

/**
 * Before all tests: where no PostgreSQL answers, one from npm is started, and the tests are told of it as a user would tell
 * them of his. Where that does not work either, those that need one are skipped, and say so.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const dir = binariesDir();
  // Whoever names one means that one.
  if (dir === undefined || process.env['RETRYPROOF_TEST_POSTGRES'] !== undefined || (await isThere(POSTGRES))) return undefined;
  try {
    const { url, stop } = await startEmbedded(dir);
    process.env['RETRYPROOF_TEST_POSTGRES'] = url;
    return stop;
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error);
    return undefined;
  }
}
