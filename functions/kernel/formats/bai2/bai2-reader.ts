import type { CivilDate } from '../../values/civil-date.ts';
import { sixDigitDay } from '../statement/bank-days.ts';
import type { Refuse } from '../statement/refuse.ts';
import type { LineState, StatementPart, StatementReader } from '../statement/statement.ts';
import { bai2Amount, detail } from './details.ts';
import { Fields } from './fields.ts';
import { type Bai2Record, Bai2Records } from './records.ts';
import { type Summary, summary } from './summary.ts';

/** What is counted on each level: amounts, what is below it, and records. */
interface Level {
  readonly at: number;
  total: bigint;
  items: number;
  records: number;
}

interface Group extends Level {
  readonly asOf: CivilDate;
  readonly currency: string;
  readonly state: LineState;
  readonly corrects: boolean;
}

interface Account extends Level {
  readonly summary: Summary;
}

const level = (at: number, records: number): Level => ({ at, total: 0n, items: 0, records });

/** What follows what. */
const AFTER: Readonly<Record<string, readonly string[]>> = {
  '': ['01'],
  '01': ['02', '99'],
  '02': ['03', '98'],
  '03': ['16', '49'],
  '16': ['16', '49'],
  '49': ['03', '98'],
  '98': ['02', '99'],
  '99': [],
};

/** Cash Management Balance Reporting, version 2: file, groups, accounts, details, each with a trailer that counts and sums. */
export class Bai2Reader implements StatementReader {
  readonly #refuse: Refuse;
  readonly #records: Bai2Records;
  #last = '';
  #file = level(1, 0);
  #group: Group | undefined;
  #account: Account | undefined;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
    this.#records = new Bai2Records(refuse);
  }

  *push(bytes: Uint8Array): Generator<StatementPart> {
    for (const record of this.#records.push(bytes)) yield* this.#take(record);
  }

  *end(): Generator<StatementPart> {
    for (const record of this.#records.end()) yield* this.#take(record);
    if (this.#last === '') this.#refuse(1, 'malformed', 'The file does not begin with a record 01.');
    if (this.#last !== '99') this.#refuse(this.#records.at, 'cut', 'The file ends before its record 99.');
  }

  *#take(record: Bai2Record): Generator<StatementPart> {
    const { code, at } = record;
    if (AFTER[this.#last]?.includes(code) !== true)
      this.#refuse(
        at,
        'structure',
        this.#last === ''
          ? 'The file does not begin with a record 01.'
          : `A record ${code} may not follow a record ${this.#last}.`,
      );
    this.#last = code;
    const records = record.segments.length;
    if (code === '01') this.#begin(record);
    else if (code === '02') this.#group = this.#opensGroup(record);
    else if (code === '03') yield* this.#opensAccount(record);
    else if (code === '16') yield* this.#moves(record);
    else if (code === '49') yield* this.#closesAccount(record, records);
    else if (code === '98') this.#closesGroup(record, records);
    else this.#closesFile(record, records);
  }

  /** Version 2 is the seventh field behind the code, or the last one: banks leave the record length out. */
  #begin(record: Bai2Record): void {
    this.#file = level(record.at, record.segments.length);
    const fields = new Fields(record);
    let last = '';
    while (fields.more) last = fields.next() || last;
    if (last !== '2') this.#refuse(record.at, 'version', 'The version of the file is not 2.');
  }

  #opensGroup(record: Bai2Record): Group {
    const { at } = record;
    const fields = new Fields(record);
    fields.next();
    fields.next();
    const status = fields.next();
    const asOf = sixDigitDay(fields.next());
    fields.next();
    const currency = fields.next().toUpperCase();
    const modifier = fields.next();
    if (asOf === undefined) return this.#refuse(at, 'value', 'The as-of date is YYMMDD, and a day of the calendar.');
    if (status !== '1' && status !== '3')
      return this.#refuse(at, 'version', 'The group deletes or tests (status 2 or 4), which is not read.');
    const state: LineState = modifier === '3' ? 'pending' : 'booked';
    return { ...level(at, record.segments.length), asOf, currency, state, corrects: status === '3' };
  }

  *#opensAccount(record: Bai2Record): Generator<StatementPart> {
    const group = this.#group as Group;
    const { at } = record;
    const known = summary(record, group.asOf, this.#refuse);
    this.#account = { ...level(at, record.segments.length), summary: known, total: known.counted };
    const currency = known.currency || group.currency || 'USD';
    const identity = `${group.asOf}${group.state === 'pending' ? '/same-day' : ''}`;
    const { account, opening } = known;
    yield { kind: 'opened', head: { account, currency, identity, opening, corrects: group.corrects }, at };
  }

  *#moves(record: Bai2Record): Generator<StatementPart> {
    const account = this.#account as Account;
    const { counted, line } = detail(record, this.#group as Group, this.#refuse);
    account.total += counted;
    account.items += 1;
    account.records += record.segments.length;
    if (line !== undefined) yield { kind: 'line', line };
  }

  *#closesAccount(record: Bai2Record, records: number): Generator<StatementPart> {
    const account = this.#account as Account;
    const group = this.#group as Group;
    const fields = new Fields(record);
    this.#sums(fields.next(), account.total, record.at);
    this.#counts(fields.next(), account.records + records, 'records', record.at);
    group.total += account.total;
    group.items += 1;
    group.records += account.records + records;
    const { opening, closing, available } = account.summary;
    // Details are optional: a report of balances alone has no lines to hold against them.
    const isReport = account.items === 0;
    const end = { opening: isReport ? undefined : opening, closing, available, stated: undefined, at: record.at };
    yield { kind: 'closed', end };
  }

  #closesGroup(record: Bai2Record, records: number): void {
    const group = this.#group as Group;
    const fields = new Fields(record);
    this.#sums(fields.next(), group.total, record.at);
    this.#counts(fields.next(), group.items, 'accounts', record.at);
    this.#counts(fields.next(), group.records + records, 'records', record.at);
    this.#file.total += group.total;
    this.#file.items += 1;
    this.#file.records += group.records + records;
  }

  #closesFile(record: Bai2Record, records: number): void {
    const fields = new Fields(record);
    this.#sums(fields.next(), this.#file.total, record.at);
    this.#counts(fields.next(), this.#file.items, 'groups', record.at);
    this.#counts(fields.next(), this.#file.records + records, 'records', record.at);
  }

  #sums(text: string, total: bigint, at: number): void {
    const stated = bai2Amount(text, at, this.#refuse);
    if (stated !== total)
      this.#refuse(at, 'totals', `The trailer states a control total of ${stated}, the records sum to ${total}.`);
  }

  #counts(text: string, count: number, what: string, at: number): void {
    if (!/^\d{1,15}$/.test(text) || Number(text) !== count)
      this.#refuse(at, 'totals', `The trailer does not state the ${count} ${what} that are there.`);
  }
}
