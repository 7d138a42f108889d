import { ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { startStore } from '../../local/store/start-store.ts';
import { newCredentials } from '../../local/trust/credentials.ts';
import { clientFor } from '../support/dynamo.ts';

export type StoredItem = Readonly<Record<string, { readonly S?: string; readonly N?: string } | undefined>>;

/** All that the first table whose name begins so holds, of a local cloud that has stopped. */
export const tableItems = async (dataDir: string, start: string): Promise<readonly StoredItem[]> => {
  const credentials = newCredentials();
  const store = await startStore({ dataDir, credentials, log: () => undefined, onLost: () => undefined });
  const dynamo = clientFor(store.endpoint, credentials);
  try {
    const { TableNames: names = [] } = await dynamo.send(new ListTablesCommand({}));
    const table = names.find((name) => name.startsWith(start));
    const found: StoredItem[] = [];
    for await (const page of paginateScan({ client: dynamo }, { TableName: table }))
      found.push(...((page.Items ?? []) as StoredItem[]));
    return found;
  } finally {
    dynamo.destroy();
    await store.stop();
  }
};
