import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { CommandFailure } from '../client/problem-error.ts';
import type { AwsAccess } from './aws-access.ts';
import { describePayload, parseFields } from './describe-payload.ts';
import type { Parked } from './parked.ts';
import type { DeadLetterQueue } from './sources.ts';

/** While they are looked at, messages are hidden from others, so that none is met twice. */
const IN_HAND_S = 120;
const BATCH = 10;
/** What EventBridge and its scheduler add to a message that they could not deliver; not the message's own. */
const ADDED = /^(?:RULE|TARGET|SCHEDULE)_ARN$|^ERROR_|^(?:RETRY|EXHAUSTED|EXECUTION|IS_PAYLOAD)_/;
const CODE = /^[A-Za-z][A-Za-z0-9_.]{0,79}$/;

type Back =
  | { readonly queue: string; readonly url: string }
  | { readonly run: string; readonly payload: string }
  | undefined;

const attributeOf = (message: Message, name: string): string | undefined =>
  message.MessageAttributes?.[name]?.StringValue;

/** Where a message came from, and so where it goes back to. */
const backOf = (message: Message, queue: DeadLetterQueue): Back => {
  const from = message.Attributes?.DeadLetterQueueSourceArn;
  // A rule that could not deliver says no source; its target is the one queue that parks here.
  const source = queue.sources.find(({ arn }) => arn === from) ?? queue.sources[0];
  if (source !== undefined) return { queue: source.arn.split(':').at(-1) ?? '', url: source.url };
  const body = message.Body ?? '';
  const target = attributeOf(message, 'TARGET_ARN');
  if (target?.includes(':function:')) return { run: target, payload: body };
  const { requestContext, requestPayload } = parseFields(body) ?? {};
  const context = typeof requestContext === 'object' && requestContext !== null ? requestContext : {};
  const run = 'functionArn' in context ? context.functionArn : undefined;
  if (typeof run !== 'string') return undefined;
  return { run, payload: JSON.stringify(requestPayload ?? {}) };
};

const reasonOf = (message: Message, queue: DeadLetterQueue): string => {
  const code = attributeOf(message, 'ERROR_CODE');
  if (code !== undefined) return CODE.test(code) ? `not delivered: ${code}` : 'not delivered';
  const { responseContext, requestContext } = parseFields(message.Body ?? '') ?? {};
  if (responseContext !== undefined && requestContext !== undefined) return 'the run failed';
  return queue.sources.length === 0 ? 'unknown' : 'its consumer failed each time';
};

const attemptsOf = (message: Message, queue: DeadLetterQueue): number | null => {
  const retries = attributeOf(message, 'RETRY_ATTEMPTS');
  if (retries !== undefined && /^\d{1,6}$/.test(retries)) return Number(retries) + 1;
  if (attributeOf(message, 'ERROR_CODE') !== undefined) return null;
  const from = message.Attributes?.DeadLetterQueueSourceArn;
  return queue.sources.find(({ arn }) => arn === from)?.tries ?? queue.sources[0]?.tries ?? null;
};

/** By its type: what an error says may hold what clients sent. A queue of messages that failed each time keeps no error. */
const lastErrorOf = (message: Message): string | null => {
  const { responsePayload } = parseFields(message.Body ?? '') ?? {};
  const failed = typeof responsePayload === 'object' && responsePayload !== null ? responsePayload : {};
  const type = 'errorType' in failed ? failed.errorType : attributeOf(message, 'ERROR_CODE');
  return typeof type === 'string' && CODE.test(type) ? type : null;
};

const ownAttributes = (message: Message): NonNullable<Message['MessageAttributes']> =>
  Object.fromEntries(Object.entries(message.MessageAttributes ?? {}).filter(([name]) => !ADDED.test(name)));

const parkedMessage = ({ sqs, lambda }: AwsAccess, queue: DeadLetterQueue, message: Message): Parked => {
  const { Body = '', ReceiptHandle, MessageId = '', Attributes } = message;
  const back = backOf(message, queue);
  const held = { QueueUrl: queue.url, ReceiptHandle };
  const bring = async (): Promise<void> => {
    if (back === undefined) throw new CommandFailure('nothing tells where it came from');
    if ('url' in back) {
      const MessageAttributes = ownAttributes(message);
      await sqs.send(new SendMessageCommand({ QueueUrl: back.url, MessageBody: Body, MessageAttributes }));
      return;
    }
    const ran = await lambda.send(new InvokeCommand({ FunctionName: back.run, Payload: Buffer.from(back.payload) }));
    if (ran.FunctionError !== undefined) throw new CommandFailure('the function failed again');
  };
  return {
    view: {
      id: MessageId,
      place: queue.name,
      reason: reasonOf(message, queue),
      attempts: attemptsOf(message, queue),
      since: Attributes?.SentTimestamp === undefined ? null : new Date(Number(Attributes.SentTimestamp)).toISOString(),
      ...describePayload(Body),
      goesTo: back === undefined ? null : 'url' in back ? back.queue : back.run,
      bytes: Buffer.byteLength(Body),
      lastError: lastErrorOf(message),
    },
    redrive: async () => {
      await bring();
      await sqs.send(new DeleteMessageCommand(held));
    },
    discard: async () => {
      await sqs.send(new DeleteMessageCommand(held));
    },
    putBack: async () => {
      await sqs.send(new ChangeMessageVisibilityCommand({ ...held, VisibilityTimeout: 0 }));
    },
  };
};

/** Takes up to `max` messages in hand; each has to be redriven or put back, or comes back by itself after two minutes. */
export const takeMessages = async (aws: AwsAccess, queue: DeadLetterQueue, max: number): Promise<readonly Parked[]> => {
  const taken = new Map<string, Message>();
  // A receive may come back with fewer than there are, so only an empty one is taken for the end.
  for (let round = 0; round < max && taken.size < max; round += 1) {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(BATCH, max - taken.size),
        VisibilityTimeout: IN_HAND_S,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) taken.set(message.MessageId ?? '', message);
  }
  return [...taken.values()].map((message) => parkedMessage(aws, queue, message));
};
