import type {
  CamtBatch,
  CamtDetail,
  CamtEntry,
  CamtItem,
  Money,
  TransactionCode,
} from '../../../kernel/formats/iso20022/camt.ts';
import { readCamt } from '../../../kernel/formats/iso20022/read-camt.ts';
import type { BankWord, Said } from '../../model/bank-word.ts';
import { isReturnCode, saidByBooking } from '../../model/booking-said.ts';
import { fileOf, paymentIdOf } from './sepa-ids.ts';

const isReturn = ({ reversal, code }: CamtEntry, detail: CamtDetail): boolean => {
  const family = (one: TransactionCode | undefined) => isReturnCode(one?.subFamily);
  return reversal || detail.returned !== undefined || family(code) || family(detail.code);
};

/** What a booking on our account says of a payment of ours. */
const saidBy = (entry: CamtEntry, detail: CamtDetail): Said => {
  const { returned } = detail;
  return saidByBooking({
    direction: detail.direction ?? entry.direction,
    isReturn: isReturn(entry, detail),
    returnCode: returned?.code ?? returned?.proprietary,
  });
};

const moneyOf = (one: Money | undefined) => ({ amount: one?.minor, currency: one?.currency });

/** One entry while its details come: of a single one it is the entry's amount that has moved. */
class Booking {
  readonly #entry: CamtEntry;
  readonly #account: string | undefined;
  #batch: CamtBatch | undefined;
  #held: CamtDetail | undefined;
  #details = 0;
  #told = 0;

  constructor(entry: CamtEntry, account: string | undefined) {
    this.#entry = entry;
    this.#account = account;
  }

  batch(batch: CamtBatch): void {
    this.#batch = batch;
  }

  *detail(detail: CamtDetail): Generator<BankWord> {
    this.#details += 1;
    if (this.#held !== undefined) yield this.#word(this.#held, this.#held.amount);
    this.#held = detail;
  }

  *end(): Generator<BankWord> {
    const held = this.#held;
    if (held !== undefined) yield this.#word(held, this.#details === 1 ? this.#entry.amount : held.amount);
    if (this.#told === 0) yield this.#whole();
  }

  #word(detail: CamtDetail, amount: Money | undefined): BankWord {
    const place = `line ${detail.line}`;
    const payment = paymentIdOf(detail.references.endToEndId);
    if (payment === undefined || this.#entry.status !== 'BOOK') return { about: 'other', place };
    this.#told += 1;
    const said = saidBy(this.#entry, detail);
    return { about: 'payment', place, payment, ...moneyOf(amount), said, account: this.#account };
  }

  /** A file of ours that was booked in one amount, without its payments. */
  #whole(): BankWord {
    const place = `line ${this.#entry.line}`;
    const { references } = this.#held ?? {};
    const ids = [this.#batch?.paymentInformationId, this.#batch?.messageId];
    const more = this.#details === 1 ? [references?.paymentInformationId, references?.messageId] : [];
    const file = [...ids, ...more].map(fileOf).find((one) => one !== undefined);
    const { status, direction, reversal, amount } = this.#entry;
    if (file === undefined || status !== 'BOOK') return { about: 'other', place };
    const said: Said =
      direction === 'debit' && !reversal
        ? { kind: 'settled', code: 'BOOK' }
        : {
            kind: 'to-do',
            code: 'BOOK',
            detail: 'Money of a whole file came back, and of which payments is not said.',
          };
    return { about: 'file', place, file, ...moneyOf(amount), said, account: this.#account };
  }
}

type Head = Extract<CamtItem, { kind: 'head' }>;
/** The pages of one message are files of their own. */
const itselfOf = ({ message, version, messageId }: Head, page: string | undefined): BankWord => ({
  about: 'itself',
  form: `${message}.001.${version}`,
  ownId: page === undefined ? messageId : `${messageId}#${page}`,
});

/** What the bookings of a `camt.052`, `053` or `054` say of payments of ours; what is not booked yet says nothing. */
export async function* camtWords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BankWord> {
  let account: string | undefined;
  let booking: Booking | undefined;
  let head: Head | undefined;
  for await (const item of readCamt(bytes)) {
    switch (item.kind) {
      case 'head':
        head = item;
        break;
      case 'statement':
        if (head !== undefined) yield itselfOf(head, item.page?.number);
        head = undefined;
        account = item.account.iban ?? item.account.other;
        if (account !== undefined) yield { about: 'account', account };
        break;
      case 'entry':
        booking = new Booking(item.entry, account);
        break;
      case 'batch':
        booking?.batch(item.batch);
        break;
      case 'detail':
        if (booking !== undefined) yield* booking.detail(item.detail);
        break;
      case 'entry-end':
        if (booking !== undefined) yield* booking.end();
        booking = undefined;
        break;
    }
  }
}
