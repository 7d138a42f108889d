import { statSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '../start-failure.ts';

/** Each database of the folder, and what may stand in its place. */
const DATABASES: readonly (readonly string[])[] = [
  // A folder of a former release is brought over from its one.
  [join('dynamodb', 'tables.sqlite'), join('dynamodb', 'store.sqlite')],
  [join('services', 'local.sqlite')],
];

const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
/** Commits may stand in the log alone. */
const holdsSomething = (path: string): boolean => bytesOf(path) > 0 || bytesOf(`${path}-wal`) > 0;

/**
 * A database that is gone or empty beside a deployment would be taken for a new one, and the cloud would run on with all money forgotten.
 * @param elsewhere whether the tables are in a store of somebody's own
 * @throws StartFailure in one line; nothing is made in its place
 */
export const assertKeptDatabases = (dataDir: string, elsewhere: boolean): void => {
  for (const [file = '', ...others] of elsewhere ? DATABASES.slice(1) : DATABASES) {
    if ([file, ...others].some((one) => holdsSomething(join(dataDir, one)))) continue;
    throw new StartFailure(
      `${join(dataDir, file)} is gone or empty, although the app is deployed; nothing was changed. Restore it from a copy, or throw all data away with --fresh`,
    );
  }
};
