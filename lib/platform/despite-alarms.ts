import type { Construct } from 'constructs';
import { contextFlag } from './context-flag.ts';

/** The key in the CDK context: `cdk deploy -c folio:despite-alarms=true`, which `folio deploy --despite-alarms` says. */
export const DESPITE_ALARMS = 'folio:despite-alarms';

/**
 * Whether alarms are ignored in this one deployment: for a release that mends what is in ALARM, which CodeDeploy would not
 * even begin. The next deployment that does not say it is watched again.
 *
 * @throws Error where the context says something else than true or false
 */
export const despiteAlarms = (scope: Construct): boolean => contextFlag(scope, DESPITE_ALARMS);
