import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A driver that is not there, or does not load. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/**
 * The file of a driver: the kit's own, or, since `npx` may run a kit that is installed elsewhere, that of the project in
 * the working directory.
 *
 * @throws DriverError where neither has it
 */
export function driverFile(driver: string, database: string): string {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json'))]) {
    try {
      return createRequire(from).resolve(driver);
    } catch {
      // The next place may have it.
    }
  }
  const packageName = driver.split('/').slice(0, driver.startsWith('@') ? 2 : 1).join('/');
  throw new DriverError(`${database} is asked by the package ${packageName}, which is not installed here`, `npm install --save-dev ${packageName}`);
}

/** @throws DriverError where it is not there, or does not load */
export async function loadDriver<Driver>(driver: string, database: string): Promise<Driver> {
  const file = driverFile(driver, database);
  try {
    return (await import(pathToFileURL(file).href)) as Driver;
  } catch (error) {
    throw new DriverError(`the package ${driver}, which asks ${database}, does not load: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`, 'install it again, for the Node that runs here');
  }
}
