import { createHash } from 'node:crypto';

/**
 * The generated name of a resource whose template gives none, shaped as CloudFormation's `<stack>-<logical id>-<suffix>`, but
 * derived, so that it is the same in every data folder and after every restart.
 */
export const physicalName = (stack: string, logicalId: string, maxLength = 64): string => {
  const suffix = createHash('sha256').update(`${stack}\n${logicalId}`).digest('hex').slice(0, 12).toUpperCase();
  const stem = `${stack}-${logicalId}`.slice(0, maxLength - suffix.length - 1);
  return `${stem}-${suffix}`;
};
