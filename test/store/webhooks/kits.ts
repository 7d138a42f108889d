import type { Engine } from '../../support/dynamo.ts';
import { clientOf } from '../../support/on-each-engine.ts';
import { createWebhooksTable } from '../../support/webhooks-table.ts';
import { type Kit, kit } from './kit.ts';

type Rest = Parameters<typeof kit> extends [unknown, unknown, ...infer R] ? R : never;

/** For the tests of an engine: `fresh` makes a kit with a table of its own, `again` another kit over that one. */
export const kits = (engine: Engine) => {
  const client = clientOf(engine);
  const again = (table: string, ...rest: Rest): Kit => kit(client, table, ...rest);
  const fresh = async (table: string, ...rest: Rest): Promise<Kit> => {
    await createWebhooksTable(client, table);
    return again(table, ...rest);
  };
  return { fresh, again };
};
