import { createHash } from 'node:crypto';

/** A user's attribute of a message, in the wire's form. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** base64 */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message that somebody holds until its visibility timeout is over. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  readonly receiveCount: number;
  /** The queue from which it was parked here, if it was. */
  readonly deadLetterSource: string | undefined;
  /** Its `MessageGroupId`, if it has one. */
  readonly group: string | undefined;
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const lengthPrefixed = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** AWS's digest over a message's attributes: names in order, each part preceded by its length. */
export const attributesMd5 = (attributes: MessageAttributes): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    const binary = BinaryValue !== undefined;
    hash.update(lengthPrefixed(Buffer.from(name)));
    hash.update(lengthPrefixed(Buffer.from(DataType)));
    hash.update(Buffer.from([binary ? 2 : 1]));
    hash.update(lengthPrefixed(binary ? Buffer.from(BinaryValue, 'base64') : Buffer.from(StringValue ?? '')));
  }
  return hash.digest('hex');
};
