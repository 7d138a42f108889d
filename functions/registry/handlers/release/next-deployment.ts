import type { DeployedFunction } from '../../contract/release-record.ts';
import type { DeploysFrom } from '../../store/release-ports.ts';

/**
 * What the next deployment does to the alias of a function that no pin holds. CloudFormation compares the template with what its last
 * deployment left, and not with where the alias is: a pin that no deployment has seen changes nothing by going.
 */
export const OUTLOOKS = ['agrees', 'moves', 'stays', 'refused'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

/** @param at the version at which the alias stands */
export const nextDeployment = (
  deploysFrom: DeploysFrom,
  { template, live }: Pick<DeployedFunction, 'template' | 'live'>,
  at: string,
): Outlook => {
  if (at === template) return 'agrees';
  if (deploysFrom === 'what-was-deployed' && live !== at) return 'refused';
  return live === template ? 'stays' : 'moves';
};

/** The same for people, after "api, relay: ". */
export const SAYS: Readonly<Record<Outlook, string>> = {
  agrees: 'alias and template agree, and deployments move it again',
  moves: 'the next deployment moves the alias to the template',
  stays:
    'the same release does not come back by itself: deploy a changed one, or go to it by its number with "folio release rollback <domain> --to <release>"',
  refused:
    'CodeDeploy would refuse the next deployment, which has to see first where the rollback led: hold it there with "folio release rollback <domain> --to <release>", deploy, and unpin then',
};
