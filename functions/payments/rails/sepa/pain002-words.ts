import type { BankWord, Said } from '../../model/bank-word.ts';
import type { Pain002Item, StatusReason } from './format/payment-status.ts';
import { readPain002 } from './format/read-pain002.ts';
import { fileOf, paymentIdOf } from './sepa-ids.ts';

/** ISO 20022, ExternalPaymentTransactionStatus1Code: what each of them decides. */
const SETTLED: ReadonlySet<string> = new Set(['ACSC', 'ACCC']);
const ACCEPTED: ReadonlySet<string> = new Set(['RCVD', 'ACTC', 'ACCP', 'ACFC', 'ACSP', 'ACWP']);
const REFUSED: ReadonlySet<string> = new Set(['RJCT', 'CANC']);

const codeOf = (status: string, reasons: readonly StatusReason[]): string =>
  reasons.map(({ code, proprietary }) => code ?? proprietary).find((one) => one !== undefined) ?? status;

/** What a status says; one that decides nothing, or that nobody knows, is only noted. */
const saidBy = (status: string, reasons: readonly StatusReason[]): Said => {
  if (SETTLED.has(status)) return { kind: 'settled', code: status };
  if (ACCEPTED.has(status)) return { kind: 'accepted', code: status };
  if (status === 'ACWC') return { kind: 'to-do', code: status, detail: 'The bank carries it out with a change.' };
  if (!REFUSED.has(status)) return { kind: 'noted', code: status };
  const code = codeOf(status, reasons);
  return { kind: 'refused', code, detail: `The bank refuses it: ${code}.` };
};

type Head = Extract<Pain002Item, { kind: 'head' }>;

const ofTransaction = (one: Extract<Pain002Item, { kind: 'transaction' }>, head: Head | undefined): BankWord => {
  const place = `line ${one.line}`;
  const payment = paymentIdOf(one.endToEndId);
  if (payment === undefined || one.status === undefined) return { about: 'other', place };
  const { amount } = one;
  return {
    about: 'payment',
    place,
    payment,
    file: fileOf(head?.originalMessageId),
    amount: amount?.minor,
    currency: amount?.currency,
    said: saidBy(one.status, one.reasons),
  };
};

/** A status of a whole file, unless it only says that its payments differ. */
const ofFile = (id: string, status: string | undefined, reasons: readonly StatusReason[]): readonly BankWord[] => {
  const file = fileOf(id);
  const place = 'the group';
  if (status === undefined || status === 'PART') return [];
  return file === undefined
    ? [{ about: 'other', place }]
    : [{ about: 'file', place, file, said: saidBy(status, reasons) }];
};

/** What a `pain.002` says, in its order. */
export async function* pain002Words(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BankWord> {
  let head: Head | undefined;
  for await (const item of readPain002(bytes)) {
    if (item.kind === 'head') {
      head = item;
      yield { about: 'itself', form: `pain.002.001.${item.version}`, ownId: item.messageId };
      yield* ofFile(item.originalMessageId, item.status, item.reasons);
    }
    if (item.kind === 'part') yield* ofFile(item.paymentInformationId, item.status, item.reasons);
    if (item.kind === 'transaction') yield ofTransaction(item, head);
  }
}
