import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Aws, AwsRefusal, jsonService } from '../../kernel/aws/aws-call.ts';
import type { NamedResource } from './named-resources.ts';

/** How to call a service, by the name that the SDK's endpoint variables give it. */
type AwsOf = (service: string) => Aws;

/** How services say that something is not there; any other refusal is none of ours to swallow. */
const GONE = /NotFound|DoesNotExist|NonExistent/;

const isGone = (error: unknown): boolean =>
  error instanceof Error && GONE.test(error instanceof AwsRefusal ? error.code : error.name);

const key = z.object({ KeyMetadata: z.object({ KeyState: z.string().optional() }) });

const look = async (aws: AwsOf, lambda: LambdaClient, { kind, name }: NamedResource): Promise<boolean> => {
  switch (kind) {
    case 'table':
      await jsonService(
        aws('DYNAMODB'),
        'dynamodb',
        'DynamoDB_20120810',
        '1.0',
      )('DescribeTable', { TableName: name }, z.object({}));
      return true;
    case 'function':
      await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
      return true;
    case 'bus':
      await jsonService(aws('EVENTBRIDGE'), 'events', 'AWSEvents')('DescribeEventBus', { Name: name }, z.object({}));
      return true;
    case 'queue':
      await jsonService(
        aws('SQS'),
        'sqs',
        'AmazonSQS',
        '1.0',
      )('GetQueueAttributes', { QueueUrl: name, AttributeNames: ['QueueArn'] }, z.object({}));
      return true;
    case 'key': {
      const { KeyMetadata } = await jsonService(aws('KMS'), 'kms', 'TrentService')('DescribeKey', { KeyId: name }, key);
      // A key that waits for its deletion is there and cannot be used any more.
      return (KeyMetadata.KeyState ?? 'Enabled') === 'Enabled';
    }
  }
};

/** Whether what a version names is there, by a call that only describes it. Asked once for each, however many name it. */
export const resourceExists = (aws: AwsOf, lambda: LambdaClient): ((resource: NamedResource) => Promise<boolean>) => {
  const asked = new Map<string, Promise<boolean>>();
  return (resource) => {
    const id = `${resource.kind} ${resource.name}`;
    const answer =
      asked.get(id) ??
      look(aws, lambda, resource).catch((error: unknown) => {
        if (isGone(error)) return false;
        throw error;
      });
    asked.set(id, answer);
    return answer;
  };
};
