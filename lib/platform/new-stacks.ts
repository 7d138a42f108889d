import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** The key in the CDK context, which `folio deploy --target aws` says by itself. */
export const NEW_STACKS = 'folio:new-stacks';

/**
 * Stacks that this deployment creates: their protection comes after success, by `folio deploy`. The CDK CLI would turn it on before the
 * first change set ends, and what a failed first creation leaves could then not be deleted (bin/stage/first-deployment.ts).
 *
 * @throws Error where it is no list of names
 */
export const newStacks = (scope: Construct): ReadonlySet<string> => {
  const said: unknown = scope.node.tryGetContext(NEW_STACKS);
  if (said === undefined || said === '') return new Set();
  if (typeof said !== 'string' || !/^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$/.test(said))
    throw new WrongOption(`Context '${NEW_STACKS}' must be names of stacks with commas between.`);
  return new Set(said.split(','));
};
