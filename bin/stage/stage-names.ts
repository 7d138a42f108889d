import { DOMAINS } from '../../lib/domains.ts';
import { stackName } from '../../lib/platform/stack-name.ts';

/** The stacks of a deployment in the order in which they are deployed (lib/folio.ts). @param stage empty for the main one */
export const stackNamesInOrder = (stage: string): readonly string[] => {
  const domains = DOMAINS.flatMap(({ name }) => (name === 'identity' ? [name, 'access'] : [name]));
  const prefix = stage === '' ? '' : `${stage}-`;
  // The edge stands in another region, and so in another list of stacks.
  return ['platform', 'registry', ...domains].map((name) => stackName({ prefix }, name));
};
