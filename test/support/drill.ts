import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  ListQueuesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { folio } from './command-line.ts';
import { awsOf, localFileOf } from './local-aws.ts';

export type Fault = 'stop' | 'throw' | 'hang' | 'heal';

/** Faults in a running local cloud, and what an operator would look at meanwhile. */
export interface Drill {
  /** Functions by a part of their names; none matching is an error. */
  readonly inject: (kind: Fault, functions: RegExp) => Promise<void>;
  /** Makes failed messages come again after so many seconds at most. */
  readonly hideMessagesFor: (seconds: number) => Promise<void>;
  /** What `folio dlq list` shows: messages in dead-letter queues, and records of streams that were put aside. */
  readonly parked: () => Promise<readonly unknown[]>;
  /** Puts a message into the one queue whose name is like that, as if its consumer had given it up. */
  readonly park: (queue: RegExp, body: string) => Promise<void>;
  /** Takes all messages away from it. */
  readonly purge: (queue: RegExp) => Promise<void>;
  readonly end: () => void;
}

export const startDrill = async (dataDir: string): Promise<Drill> => {
  const { control } = await localFileOf(dataDir);
  if (control === undefined) throw new Error('it takes no orders');
  const options = await awsOf(dataDir);
  const [lambda, sqs] = [new LambdaClient(options), new SQSClient({ ...options, useQueueUrlAsEndpoint: false })];
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const names = Functions.map(({ FunctionName = '' }) => FunctionName);
  const { QueueUrls: queues = [] } = await sqs.send(new ListQueuesCommand({}));
  const queueLike = (name: RegExp): string => {
    const found = queues.filter((url) => name.test(url));
    if (found.length !== 1) throw new Error(`${found.length} queues are like ${name}`);
    return found[0] ?? '';
  };
  const give = async (name: string, kind: Fault): Promise<void> => {
    const response = await fetch(`${control.url}/faults`, {
      method: 'POST',
      headers: { authorization: `Bearer ${control.token}` },
      body: JSON.stringify({ function: name, kind }),
    });
    const text = await response.text();
    if (response.status !== 200 || !text.includes('"done":true')) throw new Error(`${response.status} ${text}`);
  };
  return {
    inject: async (kind, functions) => {
      const chosen = names.filter((name) => functions.test(name));
      if (chosen.length === 0) throw new Error(`no function is like ${functions}`);
      await Promise.all(chosen.map((name) => give(name, kind)));
    },
    hideMessagesFor: async (seconds) => {
      const Attributes = { VisibilityTimeout: String(seconds) };
      for (const QueueUrl of queues) await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    },
    parked: async () => {
      const { stdout } = await folio('dlq', 'list', '--json', '--data', dataDir);
      return JSON.parse(stdout);
    },
    park: async (queue, MessageBody) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueLike(queue), MessageBody }));
    },
    purge: async (queue) => {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: queueLike(queue) }));
    },
    end: () => {
      lambda.destroy();
      sqs.destroy();
    },
  };
};
