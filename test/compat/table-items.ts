import { ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { startEngine } from '../../local/dynamodb/engine.ts';
import { clientFor } from '../support/dynamo.ts';

export type StoredItem = Readonly<Record<string, { readonly S?: string; readonly N?: string } | undefined>>;

/** Everything that the table of a stack of a local cloud holds, once that has stopped. */
export const tableItems = async (dataDir: string, stack: string): Promise<readonly StoredItem[]> => {
  const engine = await startEngine({ dataDir, log: () => undefined, onLost: () => undefined });
  const dynamo = clientFor(engine.endpoint);
  try {
    const { TableNames: names = [] } = await dynamo.send(new ListTablesCommand({}));
    const table = names.find((name) => name.startsWith(`${stack}-`));
    const found: StoredItem[] = [];
    for await (const page of paginateScan({ client: dynamo }, { TableName: table }))
      found.push(...((page.Items ?? []) as StoredItem[]));
    return found;
  } finally {
    dynamo.destroy();
    await engine.stop();
  }
};
