import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** What the CDK context says yes or no to. @throws Error where it says something else than true or false */
export const contextFlag = (scope: Construct, key: string): boolean => {
  const value: unknown = scope.node.tryGetContext(key);
  if (value === undefined || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw new WrongOption(`Context '${key}' must be true or false.`);
};
