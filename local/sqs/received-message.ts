import { ACCOUNT, arn, REGION } from '../account.ts';
import { attributesMd5, type MessageAttributes, md5, type Received } from './message.ts';

/** What SQS itself says of a message; every value is text. */
const systemAttributes = (message: Received): Readonly<Record<string, string>> => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(message.sentAt),
  SenderId: ACCOUNT,
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
  ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: arn('sqs', message.deadLetterSource) }),
});

const pick = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> => {
  const everything = names.some((name) => name === 'All' || name === '.*');
  return Object.fromEntries(Object.entries(all).filter(([name]) => everything || names.includes(name)));
};

/** A message in the answer of ReceiveMessage, with the attributes that were asked for. */
export const receivedMessage = (message: Received, system: readonly string[], own: readonly string[]) => {
  const Attributes = pick(systemAttributes(message), system);
  const MessageAttributes = pick(message.attributes, own);
  const digest = attributesMd5(MessageAttributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
    ...(digest === undefined ? {} : { MessageAttributes, MD5OfMessageAttributes: digest }),
  };
};

const eventAttributes = (attributes: MessageAttributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );

/** A message as a record of a Lambda event. */
export const eventRecord = (message: Received, queueArn: string) => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: systemAttributes(message),
  messageAttributes: eventAttributes(message.attributes),
  md5OfBody: md5(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: REGION,
});
