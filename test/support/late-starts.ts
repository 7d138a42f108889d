import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the gateway answers where no environment could answer in a function's stead. */
export const INTERNAL = '{"message":"Internal Server Error"}';

/**
 * Environments that a machine under load could not start within Lambda's 10 s and the function's own time: each answers one request with the gateway's 500,
 * whatever it says, and leaves a line in its function's log. So many are forgiven, and none more.
 */
export const lateStarts = (dataDir: string): number =>
  globSync('logs/*.log', { cwd: dataDir })
    .map((path) => readFileSync(join(dataDir, path), 'utf8'))
    .reduce((sum, log) => sum + log.split('Init phase timed out').length - 1, 0);
