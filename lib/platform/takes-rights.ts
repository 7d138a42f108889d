import type { Construct } from 'constructs';
import { contextFlag } from './context-flag.ts';

/** The key in the CDK context: `cdk deploy -c folio:takes-rights=true`, which `folio deploy --takes-rights` says. */
export const TAKES_RIGHTS = 'folio:takes-rights';

/**
 * Whether this one deployment may take rights away from functions that have them: all versions share one role, so what runs now, and
 * what could be gone back to, loses them at once. Said one release after the last version that needs them.
 *
 * @throws Error where the context says something else than true or false
 */
export const takesRights = (scope: Construct): boolean => contextFlag(scope, TAKES_RIGHTS);
