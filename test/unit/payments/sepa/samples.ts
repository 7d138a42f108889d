import { present } from '../../../../functions/kernel/core/assert.ts';
import { parseCivilDate } from '../../../../functions/kernel/values/civil-date.ts';
import { type Iban, parseIban } from '../../../../functions/kernel/values/iban.ts';
import type {
  CreditTransfer,
  Pain001File,
  Pain001Version,
  PaymentInformation,
} from '../../../../functions/payments/rails/sepa/format/credit-transfer.ts';
import type {
  ReportedStatus,
  ReportedTransfer,
} from '../../../../functions/payments/rails/sepa/format/status-report.ts';
import { totalsOf } from '../../../../functions/payments/rails/sepa/format/totals.ts';
import { writePain001 } from '../../../../functions/payments/rails/sepa/format/write-pain001.ts';

export const iban = (text: string): Iban => {
  const parsed = parseIban(text);
  if (parsed.kind !== 'iban') throw new Error('an IBAN of a test is valid');
  return parsed.iban;
};

export const date = (text: string) => present(parseCivilDate(text), 'a date of a test exists');

export const DEBTOR = { name: 'Acme GmbH', iban: iban('DE89370400440532013000') };
export const CREDITOR = { name: 'Bob', iban: iban('NL91ABNA0417164300') };

export const transfer = (changes: Partial<CreditTransfer> = {}): CreditTransfer => ({
  endToEndId: 'e-1',
  amount: 100n,
  currency: 'EUR',
  creditor: CREDITOR,
  ...changes,
});

export const part = (
  payments: readonly CreditTransfer[],
  changes: Partial<PaymentInformation> = {},
): PaymentInformation => ({
  id: 'p-1',
  executionDate: date('2026-12-01'),
  debtor: DEBTOR,
  batchBooking: true,
  totals: totalsOf(payments),
  payments,
  ...changes,
});

export const file = (
  parts: readonly PaymentInformation[],
  version: Pain001Version = 'pain.001.001.09',
): Pain001File => ({
  version,
  messageId: 'm-1',
  createdAt: Date.parse('2026-11-30T12:00:00Z'),
  initiatingParty: 'Acme GmbH',
  parts,
});

export const written = async (one: Pain001File): Promise<string> => {
  let text = '';
  for await (const piece of writePain001(one)) text += piece;
  return text;
};

/** A payment as a report on it tells it. */
export const told = (status: ReportedStatus, changes: Partial<ReportedTransfer> = {}): ReportedTransfer => ({
  endToEndId: 'e-1',
  instructionId: 'i-1',
  statusId: undefined,
  status,
  reason: undefined,
  ...changes,
});
