import { chunks } from '../../../kernel/core/parallel.ts';
import { BOOKINGS_MAX } from '../../contract/events.ts';
import { booked, type TakenStatement } from '../reconciliation/taken-statement.ts';

/** The id of a payment as files carry it (EPC guidelines have no underscore). */
const PAYMENT = /^pay-[0-9A-HJKMNP-TV-Z]{26}$/;
const CODE_CHARS_MAX = 64;

/** A booked line, or one payment of a line that names several, under the id of a payment. */
export interface PaymentBooking {
  readonly line: string;
  readonly payment: string;
  readonly amount: string | null;
  readonly direction: 'in' | 'out';
  readonly currency: string;
  readonly bookedOn: string;
  readonly reversal: boolean;
  readonly code: string | null;
}

const bookingsOf = (statement: TakenStatement): readonly PaymentBooking[] =>
  booked(statement.lines).flatMap(({ id, line }) => {
    const common = {
      line: id,
      direction: line.amount < 0n ? ('out' as const) : ('in' as const),
      currency: statement.currency,
      bookedOn: line.bookedOn,
      reversal: line.reversal,
      code: line.code?.slice(0, CODE_CHARS_MAX) ?? null,
    };
    const named = [
      ...line.parts.map(({ endToEndId, amount }) => ({ id: endToEndId, amount })),
      ...(line.parts.length === 0 ? [{ id: line.endToEndId ?? line.ownerReference, amount: line.amount }] : []),
    ];
    return named.flatMap(({ id: payment, amount }) =>
      payment !== undefined && PAYMENT.test(payment)
        ? [{ ...common, payment, amount: amount === undefined ? null : String(amount) }]
        : [],
    );
  });

/** All of a file, in lists that an event has room for. */
export const paymentBookings = (statements: readonly TakenStatement[]): readonly (readonly PaymentBooking[])[] =>
  chunks(statements.flatMap(bookingsOf), BOOKINGS_MAX);
