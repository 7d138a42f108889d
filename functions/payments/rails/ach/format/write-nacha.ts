import { businessDayOnOrAfter } from '../../../../kernel/calendars/banking-calendar.ts';
import { FEDERAL_RESERVE } from '../../../../kernel/calendars/federal-reserve.ts';
import { assert } from '../../../../kernel/core/assert.ts';
import { PIECE_CHARS } from '../../../../kernel/formats/pieces.ts';
import type { CivilDate } from '../../../../kernel/values/civil-date.ts';
import { withoutCheckDigit } from '../../../../kernel/values/routing-number.ts';
import { ACH_ACCOUNT, ACH_AMOUNT_MAX, ADDENDA_CHARS, COMPANY_NAME_CHARS } from '../ach-bounds.ts';
import type { AchBatch, AchEntry, AchFile, AchTotals } from './ach-file.ts';
import { achName, achText } from './ach-text.ts';
import { isSameTotals, NO_ENTRIES, sumOfBatches, withEntry } from './ach-totals.ts';
import { alpha, BLOCKING_FACTOR, FILLER, lowestDigits, numeric, record } from './records.ts';
import { transactionCodeOf } from './transaction-codes.ts';

const SEQUENCE_MAX = 9_999_999;

/** Whoever made the payment has refused what cannot be carried: here it is a defect, and no file is written. */
const carried = (text: string, max: number): string => {
  const result = achText(text, max);
  assert(result.kind === 'carried', 'a text in a file of payments was checked when the payment was made');
  return alpha(result.text, max);
};

const shortDate = (date: CivilDate): string => date.slice(2).replaceAll('-', '');

const MIXED = '200';
const CREDITS = '220';
const DEBITS = '225';
const serviceClass = ({ credits, debits }: AchTotals): string => {
  if (debits === 0n) return CREDITS;
  return credits === 0n ? DEBITS : MIXED;
};

const fileHeader = (file: AchFile): string =>
  record(
    ...['101', ` ${file.destination.routing}`, alpha(file.origin.id, 10).trimEnd().padStart(10)],
    ...[shortDate(file.createdOn), file.createdAt.replace(':', ''), file.idModifier, '094', '10', '1'],
    ...[carried(file.destination.name, 23), carried(file.origin.name, 23), alpha('', 8)],
  );

const batchHeader = (batch: AchBatch, bank: string, number: number): string => {
  const { company, effectiveDate, entryClass, totals } = batch;
  assert(
    businessDayOnOrAfter(FEDERAL_RESERVE, effectiveDate) === effectiveDate,
    'an effective date is a business day of the Federal Reserve Banks',
  );
  return record(
    ...[
      '5',
      serviceClass(totals),
      carried(company.name, COMPANY_NAME_CHARS),
      alpha('', 20),
      alpha(company.id, 10),
      entryClass,
    ],
    ...[carried(company.description, 10), alpha('', 6), shortDate(effectiveDate), alpha('', 3), '1', bank],
    numeric(number, 7),
  );
};

const entryDetail = (entry: AchEntry, bank: string): string => {
  const { account, amount, direction } = entry;
  assert(amount > 0n && amount <= ACH_AMOUNT_MAX, 'an amount in a NACHA file is between 1 and 9,999,999,999 cents');
  assert(ACH_ACCOUNT.test(account.number), 'an account number has 1 to 17 letters, digits, spaces and hyphens');
  const name = achName(entry.receiverName);
  assert(name.kind === 'carried', 'a name in a file of payments was checked when the payment was made');
  return record(
    ...[
      '6',
      transactionCodeOf(account.kind, direction),
      account.routing,
      alpha(account.number, 17),
      numeric(amount, 10),
    ],
    ...[alpha(entry.receiverId, 15), alpha(name.text, 22), '  ', entry.addenda === undefined ? '0' : '1'],
    ...[bank, numeric(entry.sequence, 7)],
  );
};

const addendum = (text: string, sequence: number): string =>
  record('705', carried(text, ADDENDA_CHARS), '0001', numeric(sequence, 7));

const batchControl = ({ company, totals }: AchBatch, bank: string, number: number): string =>
  record(
    ...['8', serviceClass(totals), numeric(totals.count + totals.addenda, 6), lowestDigits(totals.hash)],
    ...[numeric(totals.debits, 12), numeric(totals.credits, 12), alpha(company.id, 10), alpha('', 25), bank],
    numeric(number, 7),
  );

const recordsOf = (all: AchTotals, batches: number): number => 2 + 2 * batches + all.count + all.addenda;

const fileControl = (all: AchTotals, batches: number): string =>
  record(
    ...['9', numeric(batches, 6), numeric(Math.ceil(recordsOf(all, batches) / BLOCKING_FACTOR), 6)],
    ...[numeric(all.count + all.addenda, 8), lowestDigits(all.hash), numeric(all.debits, 12), numeric(all.credits, 12)],
    alpha('', 39),
  );

/**
 * A NACHA file in pieces: header, batches, control, filler to whole blocks of ten. Trace numbers are the originating bank's first eight
 * digits and the entry's sequence, which ascends. Where entries differ from the totals that were given it throws, and what was written
 * is no file.
 */
export async function* writeNacha(file: AchFile): AsyncGenerator<string> {
  const bank = withoutCheckDigit(file.originatingBank);
  assert(/^[A-Z0-9]$/.test(file.idModifier), 'a file’s modifier is A to Z or 0 to 9');
  let piece = `${fileHeader(file)}\n`;
  let last = 0;
  for (const [index, batch] of file.batches.entries()) {
    piece += `${batchHeader(batch, bank, index + 1)}\n`;
    let seen = NO_ENTRIES;
    for await (const entry of batch.entries) {
      assert(entry.sequence > last && entry.sequence <= SEQUENCE_MAX, 'trace numbers ascend, in seven digits');
      last = entry.sequence;
      seen = withEntry(seen, entry);
      piece += `${entryDetail(entry, bank)}\n`;
      if (entry.addenda !== undefined) piece += `${addendum(entry.addenda, entry.sequence)}\n`;
      if (piece.length < PIECE_CHARS) continue;
      yield piece;
      piece = '';
    }
    assert(
      seen.count > 0 && isSameTotals(seen, batch.totals),
      'the entries of a batch are those that its totals were made of',
    );
    piece += `${batchControl(batch, bank, index + 1)}\n`;
  }
  const all = sumOfBatches(file.batches.map(({ totals }) => totals));
  assert(file.batches.length > 0, 'a NACHA file has batches');
  piece += `${fileControl(all, file.batches.length)}\n`;
  const over = recordsOf(all, file.batches.length) % BLOCKING_FACTOR;
  yield piece + (over === 0 ? '' : `${FILLER}\n`.repeat(BLOCKING_FACTOR - over));
}
