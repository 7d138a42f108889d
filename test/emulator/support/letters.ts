import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { connection, type Emulator } from './emulator.ts';
import { putObject } from './put-object.ts';

/** Puts things where those wait that could not be handled, and looks where they went. */
export interface Letters {
  /** Among those of the webhooks' intake; gives its id. */
  readonly park: (body: string) => Promise<string>;
  /** Into the bucket of the ledger's relay: the record of a run that was given up. Gives its id. */
  readonly discard: (payload: object) => Promise<string>;
  /** Messages that wait in the intake's own queue, or are being handled. */
  readonly waiting: () => Promise<number>;
  readonly close: () => void;
}

const NAME = '2026-11-22T10.00.00-parked';

export const openLetters = (emulator: Emulator): Letters => {
  const sqs = new SQSClient(connection(emulator));
  const lambda = new LambdaClient(connection(emulator));
  const intake = async (isParked: boolean): Promise<string> => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'Folio-Webhooks' }));
    const found = QueueUrls.find((url) => url.includes('Intake') && url.includes('DeadLetters') === isParked);
    if (found === undefined) throw new Error(`there is no queue of the intake: ${QueueUrls.join(', ')}`);
    return found;
  };
  const relayBucket = async (): Promise<string> => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const relay = EventSourceMappings.find(({ FunctionArn }) => FunctionArn?.includes('Folio-Ledger'));
    const bucket = relay?.DestinationConfig?.OnFailure?.Destination?.split(':::')[1];
    if (bucket === undefined) throw new Error('the mapping of the ledger’s relay has no bucket');
    return bucket;
  };
  return {
    park: async (MessageBody) =>
      (await sqs.send(new SendMessageCommand({ QueueUrl: await intake(true), MessageBody }))).MessageId ?? '',
    discard: async (payload) => {
      const record = {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 13 },
        timestamp: '2026-11-22T10:00:00.000Z',
        DDBStreamBatchInfo: { batchSize: 1 },
        payload: JSON.stringify(payload),
      };
      await putObject(emulator, await relayBucket(), `aws/lambda/relay/${NAME}`, JSON.stringify(record));
      return NAME;
    },
    waiting: async () => {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const asked = new GetQueueAttributesCommand({ QueueUrl: await intake(false), AttributeNames: [...names] });
      const { Attributes = {} } = await sqs.send(asked);
      return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
    close: () => {
      sqs.destroy();
      lambda.destroy();
    },
  };
};
