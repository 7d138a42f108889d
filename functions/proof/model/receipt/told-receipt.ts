import * as z from 'zod';
import { envelope } from '../../../kernel/triggers/envelope.ts';
import { list } from '../../../kernel/values/bounded.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import type { Told } from '../told.ts';

/** A receipt of the ledger, as far as the log needs it. */
export type ToldReceipt = Told;

/** What this consumer needs of `ledger.ReceiptsCommitted` v1. Tenants and ids become keys, so their form is checked. */
const onTheBus = z.looseObject({
  detail: envelope.extend({
    tenant: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/),
    data: z.looseObject({
      receipts: list(
        z.looseObject({
          id: z.string().regex(/^(?:txn_)?[0-9A-HJKMNP-TV-Z]{26}$/),
          at: z.iso.datetime({ precision: 3 }),
          digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
        }),
        { min: 1, max: 1_000 },
      ),
    }),
  }),
});

/** Reads a message of the queue behind the bus. Throws for what is no such event: no retry helps, and the dead letters keep it. */
export const readTold = (message: string): readonly ToldReceipt[] => {
  const { tenant, data } = onTheBus.parse(JSON.parse(message)).detail;
  return data.receipts.map(({ id, at, digest }) => ({ tenant, id, at: parseTime(at) ?? 0, digest }));
};
