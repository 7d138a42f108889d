import * as z from 'zod';
import { chars, list } from '../../kernel/values/bounded.ts';
import { PAYMENT_PREFIX } from '../contract/id-prefixes.ts';
import type { BankWord } from './bank-word.ts';
import { isReturnCode, saidByBooking } from './booking-said.ts';

/** The event's name on the bus. */
export const BOOKED_EVENT = 'statements.PaymentsBooked';

const BOOKINGS_MAX = 200;
const minor = z.string().regex(/^(?:0|-?[1-9][0-9]{0,27})$/);

/** What this consumer needs of `statements.PaymentsBooked` v1. Tenants and ids become keys, so their form is checked. */
const onTheBus = z.looseObject({
  detail: z.looseObject({
    tenant: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/),
    data: z.looseObject({
      file: z.string().regex(/^[A-Za-z0-9_]{1,60}$/),
      bookings: list(
        z.looseObject({
          line: chars(40),
          payment: z.string().regex(/^pay-[0-9A-HJKMNP-TV-Z]{26}$/),
          amount: minor.nullable(),
          direction: z.enum(['in', 'out']),
          currency: z.string().regex(/^[A-Z]{3}$/),
          reversal: z.boolean(),
          code: chars(64).nullable(),
        }),
        { min: 1, max: BOOKINGS_MAX },
      ),
    }),
  }),
});

export type PaymentWord = Extract<BankWord, { about: 'payment' }> & { readonly payment: string };

/** Payments that lines of a bank's statement name, with what they say of each. */
export interface BookedPayments {
  readonly tenant: string;
  /** The file of statements that it stands in. */
  readonly file: string;
  readonly words: readonly PaymentWord[];
}

/** `PMNT/RCDT/RRTN`: the subfamily is the last part. */
const subFamilyOf = (code: string | null): string | undefined => code?.split('/').at(-1);

/** Reads an event as it comes from the bus. Throws for what is no such event. */
export const readBooked = (event: unknown): BookedPayments => {
  const { tenant, data } = onTheBus.parse(event).detail;
  const words = data.bookings.map(({ line, payment, amount, direction, currency, reversal, code }): PaymentWord => {
    const size = amount === null ? undefined : BigInt(amount);
    return {
      about: 'payment',
      place: `line ${line}`,
      payment: payment.replace('pay-', PAYMENT_PREFIX),
      amount: size !== undefined && size < 0n ? -size : size,
      currency,
      said: saidByBooking({
        direction: direction === 'out' ? 'debit' : 'credit',
        isReturn: reversal || isReturnCode(subFamilyOf(code)),
        returnCode: undefined,
      }),
    };
  });
  return { tenant, file: data.file, words };
};
