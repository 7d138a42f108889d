import type { Aws } from '../../../kernel/aws/aws-call.ts';
import { elementOf } from '../../../kernel/aws/query-service.ts';
import type { ResourceDrift, StackDrift } from '../../model/drift.ts';
import { describeStack, listResources } from './stacks.ts';

const isDrift = (status: string | undefined): status is ResourceDrift =>
  status === 'IN_SYNC' || status === 'MODIFIED' || status === 'DELETED';

/** What CloudFormation found when it last compared a stack with the account. It is told with the stack; to let it compare takes other rights. */
export const readStackDrift =
  (aws: Aws): ((stack: string) => Promise<StackDrift>) =>
  async (stack) => {
    const checked = Date.parse(elementOf(await describeStack(aws, stack), 'LastCheckTimestamp') ?? '');
    if (Number.isNaN(checked)) return { checkedAt: undefined, resources: new Map() };
    const resources = new Map<string, ResourceDrift>();
    for (const { logicalId, xml } of await listResources(aws, stack)) {
      const status = elementOf(xml, 'StackResourceDriftStatus');
      if (isDrift(status)) resources.set(logicalId, status);
    }
    return { checkedAt: checked, resources };
  };
