import { describe, expect, test } from '@jest/globals';
import { attributesMd5, type Received } from '../../../local/sqs/message.ts';
import { eventRecord, receivedMessage } from '../../../local/sqs/received-message.ts';

const MESSAGE: Received = {
  ...{ messageId: 'm', receiptHandle: 'h', body: 'hello', sentAt: 5, firstReceivedAt: 7, receiveCount: 2 },
  attributes: { reason: { DataType: 'String', StringValue: 'late' }, raw: { DataType: 'Binary', BinaryValue: 'AQ==' } },
  ...{ deadLetterSource: undefined, group: undefined },
};
const SYSTEM = {
  ...{ ApproximateReceiveCount: '2', SentTimestamp: '5', SenderId: '000000000000' },
  ApproximateFirstReceiveTimestamp: '7',
};
const HELLO_MD5 = '5d41402abc4b2a76b9719d911017c592';

describe('a message that is received', () => {
  test('has the attributes that were asked for, of SQS and of its sender, and no other', () => {
    expect(receivedMessage(MESSAGE, [], [])).toEqual({
      ...{ MessageId: 'm', ReceiptHandle: 'h', MD5OfBody: HELLO_MD5, Body: 'hello' },
    });
    const { Attributes, MessageAttributes, MD5OfMessageAttributes } = receivedMessage(
      MESSAGE,
      ['SentTimestamp'],
      ['raw'],
    );
    expect([Attributes, MessageAttributes]).toEqual([{ SentTimestamp: '5' }, { raw: MESSAGE.attributes.raw }]);
    expect(MD5OfMessageAttributes).toBe(attributesMd5({ raw: { DataType: 'Binary', BinaryValue: 'AQ==' } }));
    const all = receivedMessage({ ...MESSAGE, group: 'acme', deadLetterSource: 'work' }, ['All'], ['.*']);
    expect(all.Attributes).toEqual({
      ...{ ...SYSTEM, MessageGroupId: 'acme' },
      DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:work',
    });
    expect(all.MessageAttributes).toEqual(MESSAGE.attributes);
  });

  test('is a record of an event with all that is known of it', () => {
    expect(eventRecord(MESSAGE, 'arn')).toEqual({
      ...{ messageId: 'm', receiptHandle: 'h', body: 'hello', md5OfBody: HELLO_MD5, attributes: SYSTEM },
      messageAttributes: {
        reason: { stringValue: 'late', stringListValues: [], binaryListValues: [], dataType: 'String' },
        raw: { binaryValue: 'AQ==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
      },
      ...{ eventSource: 'aws:sqs', eventSourceARN: 'arn', awsRegion: 'us-east-1' },
    });
    expect(eventRecord({ ...MESSAGE, group: 'acme' }, 'arn').attributes.MessageGroupId).toBe('acme');
  });

  test('has a digest of its attributes in the order of their names, and of their types and values', () => {
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const digest = attributesMd5({ a: text('1'), b: text('2') });
    expect(attributesMd5({ b: text('2'), a: text('1') })).toBe(digest);
    const binary = { DataType: 'String', BinaryValue: Buffer.from('1').toString('base64') };
    const others = [{ a: text('2'), b: text('1') }, { a: text('1') }, { a: binary, b: text('2') }].map(attributesMd5);
    expect(new Set([digest, ...others, attributesMd5({})]).size).toBe(5);
    expect(attributesMd5({})).toBeUndefined();
  });
});
