interface Write {
  readonly PutRequest?: { readonly Item: unknown };
}

/**
 * A batch of puts, `BatchWriteItem` as JSON text, said as one transaction: the engine then has one commit to sync instead of
 * one for each put, and as each put may come alone, they may come together. Undefined for any other batch.
 */
export const asTransaction = (batch: string): string | undefined => {
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
  return JSON.stringify({ TransactItems: puts });
};
