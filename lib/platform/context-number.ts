import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

export interface NumberBounds {
  readonly least: number;
  readonly most: number;
}

/**
 * A whole number from the CDK context; undefined where it says none.
 *
 * @throws Error where it says something else
 */
export const contextNumber = (scope: Construct, key: string, { least, most }: NumberBounds): number | undefined => {
  const said: unknown = scope.node.tryGetContext(key);
  if (said === undefined || said === '') return undefined;
  const value = /^[0-9]{1,9}$/.test(String(said)) ? Number(said) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new WrongOption(`Context '${key}' must be a whole number from ${least} to ${most}.`);
  return value;
};
