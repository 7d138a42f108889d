import { type Aws, AwsRefusal } from '../../kernel/aws/aws-call.ts';
import { elementOf, queryCall } from '../../kernel/aws/query-service.ts';

/** `UPDATE_COMPLETE`, by a stack's name or its id; undefined where there is no such stack. A deleted one still answers by its id. */
export const stackStatus = async (aws: Aws, StackName: string): Promise<string | undefined> => {
  const form = { Action: 'DescribeStacks', Version: '2010-05-15', StackName };
  try {
    return elementOf(await queryCall(aws, 'cloudformation', form), 'StackStatus');
  } catch (error) {
    if (error instanceof AwsRefusal && error.code === 'ValidationError') return undefined;
    throw error;
  }
};

/** Who is calling, as CloudTrail will name them. */
export const callerArn = async (aws: Aws): Promise<string | undefined> =>
  elementOf(await queryCall(aws, 'sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' }), 'Arn');
