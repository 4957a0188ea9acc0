import { UsageError } from './options.js';

/**
 * Opens a way by what the user gave it: what an adapter cannot be made of was given wrong.
 *
 * @throws UsageError in the place of a TypeError
 */
export async function openGiven<Opened>(open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
