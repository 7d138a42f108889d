import { present } from '../../../functions/kernel/core/assert.ts';
import { addDays, type CivilDate, parseCivilDate } from '../../../functions/kernel/values/civil-date.ts';
import type { BankItem, LedgerItem } from '../../../functions/statements/model/matching/items.ts';
import type { SignedEntry } from '../../../functions/statements/model/statement/account-statement.ts';

export const FIRST = present(parseCivilDate('2024-01-01'), 'a sample’s date exists');
const cents = (minor: number): string => `${Math.floor(minor / 100)},${String(minor % 100).padStart(2, '0')}`;

/** A statement of so many lines as banks send it, in pieces: each comes in, so that balances chain. */
export function* mt940File(lines: number): Generator<string> {
  yield ':20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C240101EUR0,00\r\n';
  let balance = 0;
  for (let index = 0; index < lines; index += 1) {
    const amount = 100 + (index % 90_000);
    balance += amount;
    yield `:61:2401020102C${cents(amount)}NTRFREF${index}//BANK${index}\r\n`;
    yield `:86:166?00GUTSCHRIFT?20EREF+e-${index}?21SVWZ+Invoice ${index}?30GENODEF1?31NL91ABNA0417164300?32Debtor ${index}\r\n`;
  }
  yield `:62F:C240102EUR${cents(balance)}\r\n-\r\n`;
}

export const signedEntry = (index: number): SignedEntry => ({
  version: index + 1,
  transactionId: `txn_${String(index).padStart(26, '0')}`,
  amount: index % 3 === 0 ? -25n : 100n,
  bookedOn: addDays(FIRST, index % 28),
  effectiveOn: addDays(FIRST, index % 28),
  description: `Invoice ${index}`,
});

/** Of a day's lines every hundredth has another amount, every ninety-seventh no entry, and the others come up to two days late. */
export interface BankDay {
  readonly on: CivilDate;
  readonly bank: readonly BankItem[];
  readonly ledger: readonly LedgerItem[];
}

const DAY_LINES = 1_000;

const line = (index: number, on: CivilDate): BankItem => ({
  ...{
    id: `line-${index}`,
    on,
    reversal: false,
    remittance: `Invoice ${index}`,
    counterparty: `Debtor ${index % 5_000}`,
  },
  ...{ amount: BigInt(100 + (index % 99_991) + (index % 100 === 0 ? 1 : 0)), endToEndId: `E2E-${index}` },
});
const entry = (index: number, on: CivilDate): LedgerItem => ({
  ...{ id: `entry-${index}`, on, amount: BigInt(100 + (index % 99_991)), counterparty: `Debtor ${index % 5_000}` },
  references: [index % 97 === 0 ? `OTHER-${index}-OTHER` : `E2E-${index}`],
});

/** So many lines and as many entries, by days; the day of an entry is up to two days before that of its line. */
export function* bankDays(lines: number): Generator<BankDay> {
  const days = Math.ceil(lines / DAY_LINES);
  for (let day = 0; day < days + 2; day += 1) {
    const on = addDays(FIRST, day);
    const bank: BankItem[] = [];
    const ledger: LedgerItem[] = [];
    for (let late = 0; late <= 2; late += 1) {
      const from = (day - late) * DAY_LINES;
      for (let index = Math.max(0, from); index < Math.min(lines, from + DAY_LINES); index += 1)
        if (index % 3 === late) bank.push(line(index, on));
    }
    for (let index = day * DAY_LINES; index < Math.min(lines, (day + 1) * DAY_LINES); index += 1)
      ledger.push(entry(index, on));
    yield { on, bank, ledger };
  }
}
