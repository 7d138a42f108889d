import * as z from 'zod';
import { chars, list } from '../../kernel/values/bounded.ts';

/** The events of statements: what others may rely on. See functions/ledger/contract/events.ts for the rules. */
export interface EventContract {
  readonly source: 'statements';
  readonly detailType: `statements.${string}`;
  readonly version: number;
  readonly public: boolean;
  /** What `data` of the envelope holds. */
  readonly data: z.ZodType;
}

const minor = z.string().regex(/^(?:0|-?[1-9][0-9]{0,27})$/);
const bankAccount = chars(30);
const currency = chars(3);
/** Bookings of one event: with the longest of what a bank says, well under the 256 KB of an event. */
export const BOOKINGS_MAX = 200;

const define = <const N extends string, S extends z.ZodType>(name: N, isPublic: boolean, data: S) => ({
  source: 'statements' as const,
  detailType: `statements.${name}` as const,
  version: 1,
  public: isPublic,
  data,
});

const brk = z.looseObject({
  id: chars(60),
  is: chars(32),
  /** Of the bank less the ledger, in minor units. */
  difference: minor,
  currency,
  on: z.iso.date(),
});

export const statementsEvents = {
  /** A file of a bank was taken; its statements count from now on. */
  StatementTaken: define(
    'StatementTaken',
    true,
    z.looseObject({
      bankAccount,
      file: chars(60),
      statements: z.int(),
      lines: z.int(),
      from: z.iso.date(),
      to: z.iso.date(),
    }),
  ),
  /** The bank's balance at the end of a day and the ledger's differ by what is listed, to the last minor unit. */
  ReconciliationProved: define(
    'ReconciliationProved',
    true,
    z.looseObject({ bankAccount, day: z.iso.date(), currency, bankClosing: minor, ledgerClosing: minor }),
  ),
  /** Something that the bank or the ledger has found nothing on the other side. */
  BreakOpened: define('BreakOpened', true, z.looseObject({ bankAccount, break: brk })),
  /** A break was matched, booked or accepted: `how` says which. */
  BreakResolved: define('BreakResolved', true, z.looseObject({ bankAccount, break: brk, how: chars(16) })),
  /** Lines of a bank under ids of payments, as they were booked: payments hears from them. */
  PaymentsBooked: define(
    'PaymentsBooked',
    false,
    z.looseObject({
      bankAccount,
      file: chars(60),
      bookings: list(
        z.looseObject({
          line: chars(40),
          /** The payment's id as files carry it. */
          payment: chars(35),
          /** Signed like the line; null where the bank states none. */
          amount: minor.nullable(),
          /** Of the line: in came to the account. */
          direction: z.enum(['in', 'out']),
          currency,
          bookedOn: z.iso.date(),
          reversal: z.boolean(),
          code: chars(64).nullable(),
        }),
        { min: 1, max: BOOKINGS_MAX },
      ),
    }),
  ),
} as const satisfies Readonly<Record<string, EventContract>>;
