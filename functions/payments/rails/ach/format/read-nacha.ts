import { BadFile } from '../../../../kernel/formats/bad-file.ts';
import type { AchItem, AchTotals } from './ach-file.ts';
import { NO_ENTRIES, sumOfBatches } from './ach-totals.ts';
import { isFiller, type NachaRecord, nachaRecords } from './nacha-lines.ts';
import { addAddendum, closedEntry, type OpenEntry, openEntry } from './read-entry.ts';
import { BLOCKING_FACTOR, lowestDigits } from './records.ts';

/** Classes whose entries have columns of their own, which nobody here reads. */
const NOT_READ: ReadonlySet<string> = new Set(['IAT', 'ADV']);

interface OpenBatch {
  readonly header: NachaRecord;
  readonly entryClass: string;
  totals: AchTotals;
  lastTrace: bigint;
  entry: OpenEntry | undefined;
}

/** Reads records in their order: header, batches of entries with their addenda, control, filler. */
class NachaReading {
  readonly #give: (item: AchItem) => void;
  #records = 0;
  #batches = 0;
  #all: AchTotals = NO_ENTRIES;
  #batch: OpenBatch | undefined;
  #ended = false;
  constructor(give: (item: AchItem) => void) {
    this.#give = give;
  }

  take(record: NachaRecord): void {
    if (this.#ended) {
      if (!isFiller(record))
        record.refuse('structure', 1, 94, 'Behind the file’s control only filler of nines may stand.');
      return;
    }
    this.#records += 1;
    if (this.#records === 1) this.#fileHeader(record);
    else if (record.type === '5') this.#batchHeader(record);
    else if (record.type === '6') this.#entry(record);
    else if (record.type === '7') this.#addendum(record);
    else if (record.type === '8') this.#batchControl(record);
    else if (record.type === '9') this.#fileControl(record);
    else record.refuse('structure', 1, 1, 'No record of this type belongs here.');
  }

  end(): void {
    if (this.#ended) return;
    throw new BadFile(
      'cut',
      { line: Math.max(1, this.#records), pointer: 'columns 1-94' },
      'The file ends before its control record. Send all of it.',
    );
  }

  #fileHeader(record: NachaRecord): void {
    if (record.columns(1, 3) !== '101') record.refuse('version', 1, 3, 'A NACHA file begins with 101.');
    if (record.columns(35, 40) !== '094101')
      record.refuse('version', 35, 40, 'Records of 94, blocks of 10, format 1 are read.');
    this.#give({
      kind: 'head',
      destination: record.columns(4, 13).trim(),
      origin: record.columns(14, 23).trim(),
      createdOn: record.columns(24, 29),
      createdAt: record.columns(30, 33).trim(),
      idModifier: record.columns(34, 34),
    });
  }

  #batchHeader(record: NachaRecord): void {
    if (this.#batch !== undefined) record.refuse('structure', 1, 1, 'The batch before has no control record.');
    const entryClass = record.columns(51, 53);
    if (NOT_READ.has(entryClass)) record.refuse('version', 51, 53, 'Batches of this class are not read.');
    this.#batch = { header: record, entryClass, totals: NO_ENTRIES, lastTrace: -1n, entry: undefined };
    this.#give({
      kind: 'batch',
      ...{ line: record.line, index: this.#batches, entryClass },
      companyName: record.columns(5, 20).trim(),
      companyId: record.columns(41, 50).trim(),
      description: record.columns(54, 63).trim(),
      effectiveDate: record.columns(70, 75).trim(),
      originatingBank: record.columns(80, 87),
      number: Number(record.number(88, 94)),
    });
  }

  #entry(record: NachaRecord): void {
    const batch = this.#open(record);
    this.#closeEntry(batch);
    const entry = openEntry(record, this.#batches, batch.entryClass);
    const { amount, direction, routing, trace } = entry.item;
    if (BigInt(trace) <= batch.lastTrace) record.refuse('structure', 80, 94, 'Trace numbers ascend within a batch.');
    batch.lastTrace = BigInt(trace);
    batch.entry = entry;
    const { totals } = batch;
    batch.totals = {
      ...totals,
      count: totals.count + 1,
      hash: totals.hash + BigInt(routing.slice(0, 8)),
      debits: totals.debits + (direction === 'debit' ? amount : 0n),
      credits: totals.credits + (direction === 'credit' ? amount : 0n),
    };
  }

  #addendum(record: NachaRecord): void {
    const batch = this.#open(record);
    const entry = batch.entry ?? record.refuse('structure', 1, 1, 'No entry stands before it.');
    addAddendum(entry, record);
    batch.totals = { ...batch.totals, addenda: batch.totals.addenda + 1 };
  }

  #batchControl(record: NachaRecord): void {
    const batch = this.#open(record);
    this.#closeEntry(batch);
    checkTotals(record, batch.totals, { count: [5, 10], hash: [11, 20], debits: [21, 32], credits: [33, 44] });
    const { header } = batch;
    const pairs = [
      [2, 4, 2, 4],
      [41, 50, 45, 54],
      [80, 94, 80, 94],
    ] as const;
    for (const [fromHeader, toHeader, from, to] of pairs) {
      if (header.columns(fromHeader, toHeader) !== record.columns(from, to)) {
        record.refuse('totals', from, to, 'It differs from the header of its batch.');
      }
    }
    this.#all = sumOfBatches([this.#all, batch.totals]);
    this.#give({ kind: 'batch-end', index: this.#batches, totals: batch.totals });
    this.#batches += 1;
    this.#batch = undefined;
  }

  #fileControl(record: NachaRecord): void {
    if (this.#batch !== undefined || isFiller(record))
      record.refuse('structure', 1, 1, 'A control record is missing before it.');
    if (record.number(2, 7) !== BigInt(this.#batches))
      record.refuse('totals', 2, 7, 'It is not the number of batches here.');
    if (record.number(8, 13) !== BigInt(Math.ceil(this.#records / BLOCKING_FACTOR))) {
      record.refuse('totals', 8, 13, 'It is not the number of blocks of ten records here.');
    }
    checkTotals(record, this.#all, { count: [14, 21], hash: [22, 31], debits: [32, 43], credits: [44, 55] });
    this.#ended = true;
    this.#give({ kind: 'end', batches: this.#batches, totals: this.#all });
  }

  #open(record: NachaRecord): OpenBatch {
    return this.#batch ?? record.refuse('structure', 1, 1, 'No batch is open here.');
  }

  #closeEntry(batch: OpenBatch): void {
    if (batch.entry !== undefined) this.#give(closedEntry(batch.entry));
    batch.entry = undefined;
  }
}

type Columns = readonly [number, number];

const checkTotals = (
  record: NachaRecord,
  totals: AchTotals,
  at: { readonly count: Columns; readonly hash: Columns; readonly debits: Columns; readonly credits: Columns },
): void => {
  const check = ([from, to]: Columns, value: bigint, what: string) => {
    if (record.number(from, to) !== value) record.refuse('totals', from, to, `It is not the ${what} here.`);
  };
  check(at.count, BigInt(totals.count + totals.addenda), 'number of entries and addenda');
  check(at.hash, BigInt(lowestDigits(totals.hash)), 'sum of the routing numbers (its last ten digits)');
  check(at.debits, totals.debits, 'sum of the debits');
  check(at.credits, totals.credits, 'sum of the credits');
};

/**
 * A NACHA file: what a bank sends back (returns, notifications of change, acknowledgements), or payments. Lines count records. Every
 * count, sum and hash is checked, the file's own at its very end. @throws BadFile
 */
export async function* readNacha(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<AchItem> {
  const items: AchItem[] = [];
  const reading = new NachaReading((item) => items.push(item));
  for await (const record of nachaRecords(chunks)) {
    reading.take(record);
    if (items.length > 0) yield* items.splice(0);
  }
  reading.end();
}
