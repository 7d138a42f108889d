import * as z from 'zod';
import { type Item, int, s, str } from '../../../kernel/aws/attributes.ts';
import { CLEARING_ORDERS, type ClearingEntry, type Walked } from '../../model/clearing.ts';
import { idOfKey, TABLE, tenantOf } from './keys.ts';

const big = z.string().transform(BigInt);
const entry = z.object({
  version: z.int(),
  transaction: z.string(),
  payment: z.string().optional(),
  order: z.enum(CLEARING_ORDERS).optional(),
  posted: big,
  heldIn: big,
  heldOut: big,
});
const walked = z.object({ version: z.int(), cursor: z.string().optional(), strays: z.array(entry) });
const byCurrency = z.record(z.string(), walked);

/** What of a clearing account is gone through, by currency. */
export type Histories = ReadonlyMap<string, Walked>;

/** A clearing account that is to be looked at. */
export interface DueClearing {
  readonly tenant: string;
  readonly rail: string;
  /** In ms: when it was to be looked at, and by that the condition of whoever notes that it was. */
  readonly at: number;
  readonly histories: Histories;
}

const textOf = ({ posted, heldIn, heldOut, ...rest }: ClearingEntry): object => ({
  ...rest,
  ...{ posted: String(posted), heldIn: String(heldIn), heldOut: String(heldOut) },
});

/** The attribute beside the rail's switch. */
export const CLEARING = 'clearing';

export const clearingText = (histories: Histories): ReturnType<typeof s> =>
  s(
    JSON.stringify(
      Object.fromEntries(
        [...histories].map(([currency, one]) => [currency, { ...one, strays: one.strays.map(textOf) }]),
      ),
    ),
  );

export const readClearing = (item: Item): DueClearing => ({
  tenant: tenantOf(str(item, 'pk')),
  rail: idOfKey(str(item, 'pk')),
  at: int(item, TABLE.indexes.due.sort),
  histories: new Map(
    Object.entries(byCurrency.parse(JSON.parse(item[CLEARING]?.S ?? '{}'))).map(([currency, one]) => [
      currency,
      {
        version: one.version,
        cursor: one.cursor,
        strays: one.strays.map(({ payment, order, ...rest }) => ({ ...rest, payment, order })),
      },
    ]),
  ),
});
