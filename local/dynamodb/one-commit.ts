/** The writes of one call that a transaction can hold: `{ Put | Update | Delete }`, as `TransactItems` takes them. */
export type Writes = readonly object[];

/** DynamoDB's limit of a transaction. */
export const TRANSACTION_MAX = 100;

interface Write {
  readonly PutRequest?: { readonly Item: unknown };
}

/** A batch of puts, or undefined for any other batch. */
const ofBatch = (batch: string): Writes | undefined => {
  const { RequestItems, ...rest } = JSON.parse(batch) as {
    readonly RequestItems?: Readonly<Record<string, readonly Write[]>>;
  };
  if (RequestItems === undefined || Object.keys(rest).length > 0) return undefined;
  const puts: object[] = [];
  for (const [TableName, writes] of Object.entries(RequestItems)) {
    for (const { PutRequest, ...other } of writes) {
      if (PutRequest === undefined || Object.keys(other).length > 0) return undefined;
      puts.push({ Put: { TableName, Item: PutRequest.Item } });
    }
  }
  return puts;
};

/** What a write in a transaction may say; a call that says more wants an answer that no transaction gives. */
const SAID = new Set([
  'TableName',
  'Item',
  'Key',
  'ConditionExpression',
  'UpdateExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
]);

const ofOne = (kind: 'Put' | 'Update' | 'Delete', call: string): Writes | undefined => {
  // Most updates that want an answer are told without being parsed.
  if (call.includes('"ReturnValues"')) return undefined;
  const write = JSON.parse(call) as Readonly<Record<string, unknown>>;
  return Object.keys(write).every((name) => SAID.has(name)) ? [{ [kind]: write }] : undefined;
};

/** How a call is said as writes of a transaction, by its target, and what it answers when they are done. */
const FORMS = {
  'DynamoDB_20120810.BatchWriteItem': { read: ofBatch, done: '{"UnprocessedItems":{}}' },
  'DynamoDB_20120810.PutItem': { read: (call: string) => ofOne('Put', call), done: '{}' },
  'DynamoDB_20120810.UpdateItem': { read: (call: string) => ofOne('Update', call), done: '{}' },
  'DynamoDB_20120810.DeleteItem': { read: (call: string) => ofOne('Delete', call), done: '{}' },
} as const;

/** A call as part of a transaction, with its answer when that succeeds. */
export interface Part {
  readonly writes: Writes;
  readonly done: string;
}

/**
 * A call that writes, as JSON text, said as part of a transaction; undefined for one that cannot be. Each write may come alone,
 * so they may come together, also with those of others: the engine then has one commit to sync for all of them.
 */
export const asPart = (target: string, call: Buffer): Part | undefined => {
  const form = Object.hasOwn(FORMS, target) ? FORMS[target as keyof typeof FORMS] : undefined;
  const writes = form?.read(call.toString());
  if (form === undefined || writes === undefined || writes.length === 0 || writes.length > TRANSACTION_MAX)
    return undefined;
  return { writes, done: form.done };
};

export const asTransaction = (parts: readonly Part[]): string =>
  JSON.stringify({ TransactItems: parts.flatMap(({ writes }) => writes) });
