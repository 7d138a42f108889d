import { AwsError, invalid } from '../aws/aws-error.ts';
import { type Input, isObject, list, optionalText, text, texts, whole } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import { attributesMd5, type MessageAttributes, md5 } from './message.ts';
import { queueAttributes } from './queue-attributes.ts';
import { queueName, queueUrl } from './queue-names.ts';
import type { Outgoing, Queues } from './queues.ts';
import { receivedMessage } from './received-message.ts';

const MAX_BATCH = 10;
const MAX_WAIT_S = 20;
const MAX_DELAY_S = 900;
const MAX_VISIBILITY_S = 43_200;
const GROUP = /^[\x21-\x7e]{1,128}$/;

const queueOf = (input: Input): string => queueName(text(input, 'QueueUrl'));

const attributesOf = (input: Input): MessageAttributes => {
  const attributes = input.MessageAttributes ?? {};
  if (!isObject(attributes)) throw invalid('MessageAttributes must be a map.');
  return attributes as MessageAttributes;
};

const outgoing = (input: Input): Outgoing => {
  if (input.MessageDeduplicationId !== undefined) throw invalid('FIFO queues are not supported locally.');
  const group = optionalText(input, 'MessageGroupId');
  if (group !== undefined && !GROUP.test(group)) throw invalid('MessageGroupId has 1 to 128 visible characters.');
  const delay = whole(input, 'DelaySeconds', 0, MAX_DELAY_S, -1);
  return {
    body: text(input, 'MessageBody'),
    attributes: attributesOf(input),
    ...(delay < 0 ? {} : { delayMs: delay * 1000 }),
    ...(group === undefined ? {} : { group }),
  };
};

/** The one attribute that can be changed at run time; templates say all the others. */
const setVisibility = (queues: Queues, queue: string, attributes: unknown): void => {
  const { VisibilityTimeout: given, ...others } = isObject(attributes) ? attributes : {};
  const seconds = Number(given);
  if (given === undefined || Object.keys(others).length > 0 || !Number.isInteger(seconds) || seconds < 0)
    throw invalid('Only VisibilityTimeout can be set locally, in whole seconds.');
  if (seconds > MAX_VISIBILITY_S) throw invalid(`VisibilityTimeout is at most ${MAX_VISIBILITY_S}.`);
  queues.define(queue, { ...queues.settings(queue), visibilityMs: seconds * 1000 });
};

const checkSize = (queues: Queues, queue: string, messages: readonly Outgoing[]): void => {
  const bytes = messages.reduce(
    (sum, { body, attributes }) =>
      sum + Buffer.byteLength(body) + (attributes ? JSON.stringify(attributes).length - 2 : 0),
    0,
  );
  if (messages.some(({ body }) => body === '')) throw invalid('A message has at least one character.');
  if (bytes > queues.settings(queue).maxBytes) throw invalid('The messages are longer than the queue allows.');
};

const sent = (id: string, message: Outgoing) => {
  const attributes = attributesMd5(message.attributes ?? {});
  return {
    MessageId: id,
    MD5OfMessageBody: md5(message.body),
    ...(attributes === undefined ? {} : { MD5OfMessageAttributes: attributes }),
  };
};

const batchOf = (input: Input): readonly Input[] => {
  const entries = list(input, 'Entries');
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch is empty.');
  if (entries.length > MAX_BATCH)
    throw new AwsError('TooManyEntriesInBatchRequest', `A batch has up to ${MAX_BATCH} entries.`);
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two entries have the same Id.');
  return entries;
};

/** Each entry on its own: what fails is listed and keeps nothing else from being done. */
const each = (input: Input, work: (entry: Input) => Readonly<Record<string, unknown>>) => {
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of batchOf(input)) {
    const Id = text(entry, 'Id');
    try {
      Successful.push({ Id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
};

const receive = async (queues: Queues, input: Input, signal: AbortSignal) => {
  const queue = queueOf(input);
  const max = whole(input, 'MaxNumberOfMessages', 1, MAX_BATCH, 1);
  const visibility = whole(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_S, -1);
  const waitMs = whole(input, 'WaitTimeSeconds', 0, MAX_WAIT_S, queues.settings(queue).waitMs / 1000) * 1000;
  const until = Date.now() + waitMs;
  for (;;) {
    const messages = queues.receive(queue, { max, ...(visibility < 0 ? {} : { visibilityMs: visibility * 1000 }) });
    const left = until - Date.now();
    if (messages.length > 0 || left <= 0 || signal.aborted) {
      const wanted = [...texts(input, 'MessageSystemAttributeNames'), ...texts(input, 'AttributeNames')];
      return messages.length === 0
        ? {}
        : {
            Messages: messages.map((message) =>
              receivedMessage(message, wanted, texts(input, 'MessageAttributeNames')),
            ),
          };
    }
    await queues.wait(queue, left, signal);
  }
};

const move = (queues: Queues, input: Input, log: (line: string) => void) => {
  const source = queueName(text(input, 'SourceArn'));
  const destination = optionalText(input, 'DestinationArn');
  if (queues.sourcesOf(source).length === 0)
    throw new AwsError('ResourceNotFoundException', 'The source is not the dead-letter queue of any queue.', 404);
  const moved = queues.redrive(source, destination === undefined ? undefined : queueName(destination));
  log(`${moved} dead letters of ${source} are tried again`);
  return { TaskHandle: Buffer.from(`${source}:${moved}`).toString('base64') };
};

/** SQS in its JSON protocol. Refused by name: FIFO. A message move is one transaction, so it is over when it is answered. */
export const sqsOperations = (queues: Queues, log: (line: string) => void): Operations => ({
  SendMessage: (input) => {
    const queue = queueOf(input);
    const message = outgoing(input);
    checkSize(queues, queue, [message]);
    return sent(queues.send(queue, [message])[0] ?? '', message);
  },
  SendMessageBatch: (input) => {
    const queue = queueOf(input);
    const entries = batchOf(input);
    const messages = entries.map(outgoing);
    checkSize(queues, queue, messages);
    const ids = queues.send(queue, messages);
    return {
      Successful: messages.map((message, at) => ({
        Id: text(entries[at] ?? {}, 'Id'),
        ...sent(ids[at] ?? '', message),
      })),
      Failed: [],
    };
  },
  ReceiveMessage: (input, { signal }) => receive(queues, input, signal),
  DeleteMessage: (input) => {
    queues.delete(queueOf(input), text(input, 'ReceiptHandle'));
    return {};
  },
  DeleteMessageBatch: (input) =>
    each(input, (entry) => {
      queues.delete(queueOf(input), text(entry, 'ReceiptHandle'));
      return {};
    }),
  ChangeMessageVisibility: (input) => {
    const seconds = whole(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_S, 0);
    queues.changeVisibility(queueOf(input), text(input, 'ReceiptHandle'), seconds * 1000);
    return {};
  },
  ChangeMessageVisibilityBatch: (input) =>
    each(input, (entry) => {
      const seconds = whole(entry, 'VisibilityTimeout', 0, MAX_VISIBILITY_S, 0);
      queues.changeVisibility(queueOf(input), text(entry, 'ReceiptHandle'), seconds * 1000);
      return {};
    }),
  GetQueueUrl: (input) => {
    const name = text(input, 'QueueName');
    queues.settings(name);
    return { QueueUrl: queueUrl(name) };
  },
  GetQueueAttributes: (input) => ({
    Attributes: queueAttributes(queues, queueOf(input), texts(input, 'AttributeNames')),
  }),
  SetQueueAttributes: (input) => {
    setVisibility(queues, queueOf(input), input.Attributes);
    return {};
  },
  ListQueues: (input) => {
    const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
    return {
      QueueUrls: queues
        .names()
        .filter((name) => name.startsWith(prefix))
        .map(queueUrl),
    };
  },
  ListDeadLetterSourceQueues: (input) => ({ queueUrls: queues.sourcesOf(queueOf(input)).map(queueUrl) }),
  PurgeQueue: (input) => {
    queues.purge(queueOf(input));
    return {};
  },
  StartMessageMoveTask: (input) => move(queues, input, log),
  ListMessageMoveTasks: () => ({ Results: [] }),
});
