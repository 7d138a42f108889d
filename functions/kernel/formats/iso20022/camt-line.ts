import { reference, words } from '../statement/references.ts';
import type { Refuse } from '../statement/refuse.ts';
import type { BankLine, LinePart, LineState } from '../statement/statement.ts';
import type { CamtBatch, CamtDetail, CamtEntry, CamtParty, Money, TransactionCode } from './camt.ts';

/** Transactions of one entry: ten times what clearing houses take in one file. */
const DETAILS_MAX = 1_000_000;

/** Only BOOK has moved money. PDNG and FUTR may still come to be; INFO and a bank's own status only tell. */
const stateOf = (status: string): LineState =>
  status === 'BOOK' ? 'booked' : status === 'PDNG' || status === 'FUTR' ? 'pending' : 'information';

const codeText = ({ domain, family, subFamily, proprietary }: TransactionCode): string | undefined =>
  words([domain, family, subFamily].filter((one) => one !== undefined).join('/')) ?? proprietary;

/** One entry of a statement while its details come. */
export class CamtLine {
  readonly #entry: CamtEntry;
  readonly #own: string;
  readonly #refuse: Refuse;
  readonly #parts: LinePart[] = [];
  #batch: CamtBatch | undefined;
  #first: CamtDetail | undefined;

  /** @param own the account of the statement, which is on one side of every transaction */
  constructor(entry: CamtEntry, own: string, refuse: Refuse) {
    this.#entry = entry;
    this.#own = own;
    this.#refuse = refuse;
  }

  batch(batch: CamtBatch): void {
    this.#batch ??= batch;
  }

  detail(detail: CamtDetail): void {
    if (this.#parts.length >= DETAILS_MAX)
      this.#refuse(detail.line, 'bounds', `One entry has more than ${DETAILS_MAX} transactions.`);
    this.#first ??= detail;
    this.#parts.push({
      amount: this.#partAmount(detail),
      endToEndId: reference(detail.references.endToEndId),
      counterparty: this.#counterparty(detail)?.name,
      remittance: remittanceOf(detail),
    });
  }

  /** @param about what the bank tells of the whole entry */
  line(about: string | undefined): BankLine {
    const entry = this.#entry;
    const state = stateOf(entry.status);
    const bookedOn =
      entry.bookingDate ??
      entry.valueDate ??
      this.#refuse(entry.line, 'structure', 'The entry has neither a booking date nor a value date.');
    // Of several transactions none is the line's own.
    const only = this.#parts.length === 1 ? this.#first : undefined;
    const counterparty = only === undefined ? undefined : this.#counterparty(only);
    const { references } = only ?? {};
    const owner = [
      ...[this.#batch?.paymentInformationId, references?.paymentInformationId, references?.instructionId],
      ...[this.#batch?.messageId, references?.messageId],
    ];
    return {
      at: entry.line,
      state,
      bookedOn,
      valueOn: entry.valueDate,
      amount: this.#signed(entry.amount.minor),
      reversal: entry.reversal,
      code: codeText(entry.code),
      ownerReference: owner.map(reference).find((one) => one !== undefined),
      bankReference: reference(entry.bankReference) ?? reference(references?.bankReference),
      endToEndId: reference(references?.endToEndId),
      counterparty: counterparty?.name,
      counterpartyAccount: counterparty?.iban ?? counterparty?.other,
      remittance: (only === undefined ? undefined : remittanceOf(only)) ?? words(about ?? ''),
      uniqueId: undefined,
      parts: this.#parts.length > 1 ? this.#parts : [],
    };
  }

  #signed(minor: bigint): bigint {
    return this.#entry.direction === 'credit' ? minor : -minor;
  }

  #partAmount({ amount, direction }: CamtDetail): bigint | undefined {
    if (amount === undefined || !isSame(amount, this.#entry.amount)) return undefined;
    const against = direction !== undefined && direction !== this.#entry.direction;
    return this.#signed(against ? -amount.minor : amount.minor);
  }

  /** A return keeps the sides of what it returns: the other side is the one that is not ours. */
  #counterparty({ debtor, creditor }: CamtDetail): CamtParty | undefined {
    const [likely, other] = this.#entry.direction === 'credit' ? [debtor, creditor] : [creditor, debtor];
    const isOurs = (party: CamtParty | undefined) => party === undefined || (party.iban ?? party.other) === this.#own;
    return isOurs(likely) && !isOurs(other) ? other : likely;
  }
}

const isSame = (a: Money, b: Money): boolean => a.currency === b.currency;

const remittanceOf = ({ unstructured, structured, additionalInformation }: CamtDetail): string | undefined =>
  words([...unstructured, ...structured].join(' ')) ?? words(additionalInformation ?? '');
