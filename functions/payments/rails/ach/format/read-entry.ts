import { parseRoutingNumber } from '../../../../kernel/values/routing-number.ts';
import type { AchChange, AchItem, AchReturn } from './ach-file.ts';
import type { NachaRecord } from './nacha-lines.ts';
import { directionOfCode } from './transaction-codes.ts';

export type EntryItem = Extract<AchItem, { readonly kind: 'entry' }>;

/** More addenda records than any entry of the classes that are read has. */
const ADDENDA_MAX = 9_999;

/** An entry while its addenda come. */
export interface OpenEntry {
  readonly item: Omit<EntryItem, 'addenda' | 'returned' | 'change'>;
  readonly record: NachaRecord;
  readonly expectsAddenda: boolean;
  readonly addenda: string[];
  count: number;
  returned?: AchReturn;
  change?: AchChange;
}

const ACKNOWLEDGING: ReadonlySet<string> = new Set(['ACK', 'ATX']);

export const openEntry = (record: NachaRecord, batch: number, entryClass: string): OpenEntry => {
  const transactionCode = record.columns(2, 3);
  const routing = record.columns(4, 12);
  const indicator = record.columns(79, 79);
  if (parseRoutingNumber(routing) === undefined)
    record.refuse('value', 4, 12, 'The routing number’s check digit does not fit.');
  if (indicator !== '0' && indicator !== '1') record.refuse('value', 79, 79, 'The addenda indicator is 0 or 1.');
  record.number(80, 94);
  return {
    item: {
      kind: 'entry',
      ...{ line: record.line, batch, transactionCode, routing },
      direction: directionOfCode(transactionCode) ?? record.refuse('value', 2, 3, 'There is no such transaction code.'),
      accountNumber: record.columns(13, 29).trim(),
      amount: record.number(30, 39),
      receiverId: record.columns(40, 54).trim(),
      receiverName: record.columns(55, 76).trim(),
      trace: record.columns(80, 94),
      acknowledges: ACKNOWLEDGING.has(entryClass) ? record.columns(40, 54).trim() : undefined,
    },
    record,
    expectsAddenda: indicator === '1',
    addenda: [],
    count: 0,
  };
};

const returnOf = (record: NachaRecord): AchReturn => {
  const code = record.columns(4, 6);
  if (!/^R\d{2}$/.test(code)) record.refuse('value', 4, 6, 'A return reason is R and two digits.');
  const dateOfDeath = record.columns(22, 27).trim();
  return {
    code,
    originalTrace: record.columns(7, 21),
    originalRouting: record.columns(28, 35),
    dateOfDeath: dateOfDeath === '' ? undefined : dateOfDeath,
    information: record.columns(36, 79).trimEnd(),
    trace: record.columns(80, 94),
  };
};

const changeOf = (record: NachaRecord): AchChange => {
  const code = record.columns(4, 6);
  if (!/^C\d{2}$/.test(code)) record.refuse('value', 4, 6, 'A change code is C and two digits.');
  return {
    code,
    originalTrace: record.columns(7, 21),
    originalRouting: record.columns(28, 35),
    corrected: record.columns(36, 64).trimEnd(),
    trace: record.columns(80, 94),
  };
};

/** Addenda 05 are the payment's own; 98 and 99 say what became of an earlier one. Others are counted, and say nothing to us. */
export const addAddendum = (entry: OpenEntry, record: NachaRecord): void => {
  if (!entry.expectsAddenda) record.refuse('structure', 1, 1, 'Its entry says that it has no addenda.');
  entry.count += 1;
  if (entry.count > ADDENDA_MAX) record.refuse('bounds', 1, 1, 'An entry has more addenda than any of its kind.');
  const type = record.columns(2, 3);
  if (type === '05') {
    if (record.columns(88, 94) !== entry.item.trace.slice(8)) {
      record.refuse('structure', 88, 94, 'The sequence number is not that of its entry.');
    }
    entry.addenda.push(record.columns(4, 83).trimEnd());
  } else if (type === '99' || type === '98') {
    if (entry.returned !== undefined || entry.change !== undefined)
      record.refuse('structure', 2, 3, 'Its entry has one already.');
    if (type === '99') entry.returned = returnOf(record);
    else entry.change = changeOf(record);
  }
};

export const closedEntry = ({
  item,
  addenda,
  returned,
  change,
  count,
  expectsAddenda,
  record,
}: OpenEntry): EntryItem => {
  if (expectsAddenda && count === 0) record.refuse('structure', 79, 79, 'The addenda that it announces do not follow.');
  return { ...item, addenda, returned, change };
};
