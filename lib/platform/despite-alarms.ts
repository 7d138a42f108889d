import type { Construct } from 'constructs';

/** The key in the CDK context: `cdk deploy -c folio:despite-alarms=true`, which `folio deploy --despite-alarms` says. */
export const DESPITE_ALARMS = 'folio:despite-alarms';

/**
 * Whether no alarm stops this one deployment or takes it back: for a release that mends what rings, which CodeDeploy would not
 * even begin. The next deployment that does not say it is watched again.
 *
 * @throws Error where the context says something else than true or false
 */
export const despiteAlarms = (scope: Construct): boolean => {
  const value: unknown = scope.node.tryGetContext(DESPITE_ALARMS);
  if (value === undefined || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw new Error(`Context '${DESPITE_ALARMS}' must be true or false.`);
};
