import { engineOfFile } from '../../support/engine-of-file.ts';
import { createWebhooksTable } from '../../support/webhooks-table.ts';
import { type Kit, kit } from './kit.ts';

type Rest = Parameters<typeof kit> extends [unknown, unknown, ...infer R] ? R : never;

/** Starts an engine for the tests of a file: `fresh` makes a kit with a table of its own, `again` another kit over that one. */
export const kits = () => {
  const client = engineOfFile();
  const again = (table: string, ...rest: Rest): Kit => kit(client(), table, ...rest);
  const fresh = async (table: string, ...rest: Rest): Promise<Kit> => {
    await createWebhooksTable(client(), table);
    return again(table, ...rest);
  };
  return { fresh, again };
};
