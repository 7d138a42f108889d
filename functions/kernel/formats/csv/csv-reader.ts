import { exponentOf } from '../../values/currencies.ts';
import { reference, words } from '../statement/references.ts';
import type { Refuse } from '../statement/refuse.ts';
import {
  type BankLine,
  plainLine,
  type StatedBalance,
  type StatementPart,
  type StatementReader,
} from '../statement/statement.ts';
import type { ColumnName, CsvMapping } from './csv-mapping.ts';
import { type CsvRecord, CsvRecords } from './csv-records.ts';
import { csvAmount, csvDay } from './csv-values.ts';

/** A bank's table, by a mapping that says what its columns mean. A file is one statement of one account. */
export class CsvReader implements StatementReader {
  readonly #mapping: CsvMapping;
  readonly #refuse: Refuse;
  readonly #records: CsvRecords;
  readonly #exponent: number;
  #places: ReadonlyMap<ColumnName, number> | undefined;
  #width = 0;
  #isOpened = false;
  readonly #uniqueIds = new Set<string>();
  #first: { readonly line: BankLine; readonly balance: bigint | undefined } | undefined;
  #last: { readonly line: BankLine; readonly balance: bigint | undefined } | undefined;

  constructor(mapping: CsvMapping, refuse: Refuse) {
    this.#mapping = mapping;
    this.#refuse = refuse;
    this.#records = new CsvRecords(mapping.delimiter, mapping.encoding, mapping.skip, refuse);
    this.#exponent = exponentOf(mapping.currency) ?? 0;
    if (!mapping.header)
      this.#places = new Map(
        Object.entries(mapping.columns).map(([name, column]) => [name as ColumnName, Number(column) - 1]),
      );
  }

  *push(bytes: Uint8Array): Generator<StatementPart> {
    for (const record of this.#records.push(bytes)) yield* this.#take(record);
  }

  *end(): Generator<StatementPart> {
    for (const record of this.#records.end()) yield* this.#take(record);
    const { at } = this.#records;
    if (this.#places === undefined) this.#refuse(at, 'malformed', 'The file has no header.');
    yield* this.#open(at);
    const [oldest, newest] = this.#isNewestFirst ? [this.#last, this.#first] : [this.#first, this.#last];
    const stated = (amount: bigint | undefined, line: BankLine | undefined): StatedBalance | undefined =>
      amount === undefined || line === undefined ? undefined : { amount, on: line.bookedOn };
    const before = oldest?.balance === undefined ? undefined : oldest.balance - oldest.line.amount;
    const opening = stated(before, oldest?.line);
    const closing = stated(newest?.balance, newest?.line);
    yield { kind: 'closed', end: { opening, closing, available: undefined, stated: undefined, at } };
  }

  get #isNewestFirst(): boolean {
    return this.#mapping.order === 'newest-first';
  }

  *#take(record: CsvRecord): Generator<StatementPart> {
    if (this.#places === undefined) {
      this.#places = this.#header(record);
      return;
    }
    if (this.#width === 0) this.#width = record.fields.length;
    if (record.fields.length !== this.#width)
      this.#refuse(record.at, 'malformed', `The row has ${record.fields.length} fields, the table has ${this.#width}.`);
    yield* this.#open(record.at);
    const line = this.#line(record, this.#places);
    yield { kind: 'line', line };
  }

  *#open(at: number): Generator<StatementPart> {
    if (this.#isOpened) return;
    this.#isOpened = true;
    const { account, currency } = this.#mapping;
    yield { kind: 'opened', head: { account, currency, identity: '', opening: undefined, corrects: false }, at };
  }

  #header({ at, fields }: CsvRecord): ReadonlyMap<ColumnName, number> {
    this.#width = fields.length;
    const names = fields.map((name) => name.trim());
    const places = new Map<ColumnName, number>();
    for (const [name, column] of Object.entries(this.#mapping.columns)) {
      if (column === undefined) continue;
      const place = typeof column === 'number' ? column - 1 : names.indexOf(String(column));
      if (place < 0 || place >= names.length)
        this.#refuse(at, 'malformed', `The header has no column for ${name}, as the mapping names it.`);
      if (typeof column === 'string' && names.lastIndexOf(column) !== place)
        this.#refuse(at, 'malformed', `The header has the column for ${name} twice.`);
      places.set(name as ColumnName, place);
    }
    return places;
  }

  #line({ at, fields }: CsvRecord, places: ReadonlyMap<ColumnName, number>): BankLine {
    const cell = (name: ColumnName): string => fields[places.get(name) ?? -1]?.trim() ?? '';
    const { account, currency, dates, pending } = this.#mapping;
    if (places.has('account') && cell('account') !== account)
      this.#refuse(at, 'structure', 'The row is of another account than the mapping declares.');
    if (places.has('currency') && cell('currency') !== currency)
      this.#refuse(at, 'value', 'The row is in another currency than the mapping declares.');
    const day = (name: ColumnName) =>
      csvDay(cell(name), dates) ??
      this.#refuse(at, 'value', `The day of ${name} is not in the declared form ${dates}.`);
    const isPending = places.has('state') && pending.includes(cell('state'));
    const line: BankLine = {
      ...plainLine,
      at,
      state: isPending ? 'pending' : 'booked',
      bookedOn: day('bookedOn'),
      valueOn: cell('valueOn') === '' ? undefined : day('valueOn'),
      amount: this.#amount(cell, at),
      code: words(cell('code')),
      ownerReference: reference(cell('ownerReference')),
      bankReference: reference(cell('bankReference')),
      endToEndId: reference(cell('endToEndId')),
      counterparty: words(cell('counterparty')),
      counterpartyAccount: words(cell('counterpartyAccount')),
      remittance: words(cell('remittance')),
      uniqueId: words(cell('uniqueId')),
    };
    this.#once(line);
    if (!isPending) this.#chain(line, places.has('balance') ? this.#number(cell('balance'), 'balance', at) : undefined);
    return line;
  }

  #number(text: string, name: ColumnName, at: number): bigint {
    const { decimal, currency } = this.#mapping;
    return (
      csvAmount(text, this.#mapping, this.#exponent) ??
      this.#refuse(
        at,
        'value',
        `The ${name} is no number with the declared mark "${decimal}" and at most ${this.#exponent} decimals (${currency}).`,
      )
    );
  }

  #amount(cell: (name: ColumnName) => string, at: number): bigint {
    if (this.#mapping.columns.amount !== undefined) return this.#number(cell('amount'), 'amount', at);
    const [incoming, out] = [cell('in'), cell('out')];
    if (incoming !== '' && out !== '') {
      const [plus, minus] = [this.#number(incoming, 'in', at), this.#number(out, 'out', at)];
      if (plus !== 0n && minus !== 0n) return this.#refuse(at, 'value', 'The row has an amount in both columns.');
      return this.#unsigned(plus, 'in', at) - this.#unsigned(minus, 'out', at);
    }
    if (incoming !== '') return this.#unsigned(this.#number(incoming, 'in', at), 'in', at);
    return -this.#unsigned(this.#number(out, 'out', at), 'out', at);
  }

  #unsigned(amount: bigint, name: ColumnName, at: number): bigint {
    return amount < 0n ? this.#refuse(at, 'value', `An amount in the column of ${name} has no sign.`) : amount;
  }

  #once({ uniqueId, at }: BankLine): void {
    if (uniqueId === undefined) return;
    if (this.#uniqueIds.has(uniqueId)) this.#refuse(at, 'structure', 'The unique id of the row is there twice.');
    this.#uniqueIds.add(uniqueId);
  }

  /** Holds the balance of each row against that of the row before it in the file. */
  #chain(line: BankLine, balance: bigint | undefined): void {
    const before = this.#last;
    if (before?.balance !== undefined && balance !== undefined) {
      const follows = this.#isNewestFirst
        ? before.balance - before.line.amount === balance
        : before.balance + line.amount === balance;
      if (!follows)
        this.#refuse(line.at, 'totals', 'The balance of the row does not follow from that of the row before it.');
    }
    this.#last = { line, balance };
    this.#first ??= this.#last;
  }
}
