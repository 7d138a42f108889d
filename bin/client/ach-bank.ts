import { present } from '../../functions/kernel/core/assert.ts';
import { parseRoutingNumber } from '../../functions/kernel/values/routing-number.ts';
import type { AchItem } from '../../functions/payments/rails/ach/format/ach-file.ts';
import { achTotalsOf, sumOfBatches } from '../../functions/payments/rails/ach/format/ach-totals.ts';
import { readNacha } from '../../functions/payments/rails/ach/format/read-nacha.ts';
import {
  alpha,
  BLOCKING_FACTOR,
  FILLER,
  lowestDigits,
  numeric,
  record,
} from '../../functions/payments/rails/ach/format/records.ts';

const MODIFIERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** Day, time and modifier of a file's header: files of one minute differ by the last. */
const madeAt = (ms: number): readonly string[] => {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T');
  const place = Math.floor((Number(time.slice(6, 8)) * MODIFIERS.length) / 60);
  return [date.slice(2).replaceAll('-', ''), time.slice(0, 5).replace(':', ''), MODIFIERS.charAt(place)];
};

type Entry = Extract<AchItem, { readonly kind: 'entry' }>;
type Batch = Extract<AchItem, { readonly kind: 'batch' }>;

/** What a bank says of an entry: a return (R01), or a notification of change (C01). */
export type SaidOf = (receiverId: string) => string | undefined;

interface SentBack {
  readonly batch: Batch;
  readonly entry: Entry;
  readonly code: string;
  /** Another one than the entry's, where a bank errs. */
  readonly amount: bigint;
}

/** Of what comes back (NACHA Operating Rules, appendix 3): 21 of checking accounts, 31 of savings. */
const backCode = ({ transactionCode }: Entry): string => `${transactionCode.slice(0, 1)}1`;

const recordsOf = ({ entry, code, amount }: SentBack, bank: string, index: number): readonly string[] => {
  const trace = `${entry.routing.slice(0, 8)}${numeric(index + 1, 7)}`;
  const six = [
    ...['6', backCode(entry), bank, alpha(entry.accountNumber, 17), numeric(amount, 10)],
    ...[alpha(entry.receiverId, 15), alpha(entry.receiverName, 22), '  ', '1', trace],
  ];
  const about = [code, entry.trace, alpha('', 6), entry.routing.slice(0, 8)];
  const seven = code.startsWith('R')
    ? ['799', ...about, alpha('', 44), trace]
    : ['798', ...about, alpha('1918171614', 29), alpha('', 15), trace];
  return [record(...six), record(...seven)];
};

const batchOf = (some: readonly SentBack[], entryClass: string, bank: string, number: number) => {
  const [{ batch } = present(undefined as SentBack | undefined, 'a batch has entries')] = some;
  const routing = present(parseRoutingNumber(bank), 'a bank has a routing number');
  const totals = achTotalsOf(
    some.map(({ amount }) => ({ direction: 'credit', amount, addenda: 'x', account: { routing } })),
  );
  const ends = [alpha('', 25), bank.slice(0, 8), numeric(number, 7)];
  const sums = [numeric(totals.count * 2, 6), lowestDigits(totals.hash), numeric(0, 12), numeric(totals.credits, 12)];
  const lines = [
    record(
      ...['5', '200', alpha(batch.companyName, 16), alpha('', 20), alpha(batch.companyId, 10), entryClass],
      ...[
        alpha(batch.description, 10),
        alpha('', 6),
        batch.effectiveDate,
        '   ',
        '1',
        bank.slice(0, 8),
        numeric(number, 7),
      ],
    ),
    ...some.flatMap((one, index) => recordsOf(one, bank, index)),
    record('8', '200', ...sums, alpha(batch.companyId, 10), ...ends),
  ];
  return { lines, totals };
};

/**
 * What a bank sends back of a file that Folio wrote, as a NACHA file: for demonstrations and tests, where nobody else is the bank.
 *
 * @param at when it is made, to about two seconds: that makes it another file than one before
 */
export const achSentBack = async (
  content: string,
  said: SaidOf,
  { at = Date.now(), amountOf }: { readonly at?: number; readonly amountOf?: (entry: Entry) => bigint } = {},
): Promise<string> => {
  let batch: Batch | undefined;
  let bank = '';
  let company = '';
  const found: SentBack[] = [];
  for await (const item of readNacha([Buffer.from(content)])) {
    if (item.kind === 'head') [bank, company] = [item.destination, item.origin];
    if (item.kind === 'batch') batch = item;
    if (item.kind !== 'entry' || batch === undefined) continue;
    const code = said(item.receiverId);
    if (code !== undefined)
      found.push({ batch, entry: item, code, amount: code.startsWith('C') ? 0n : (amountOf?.(item) ?? item.amount) });
  }
  const groups = [
    ...Map.groupBy(found, ({ code, batch: { entryClass } }) => (code.startsWith('C') ? 'COR' : entryClass)),
  ];
  const batches = groups.map(([entryClass, some], index) => batchOf(some, entryClass, bank, index + 1));
  const all = sumOfBatches(batches.map(({ totals }) => totals));
  const lines = batches.flatMap((one) => one.lines);
  const blocks = Math.ceil((lines.length + 2) / BLOCKING_FACTOR);
  const head = ['101', ` ${bank}`, company.padStart(10), ...madeAt(at), '094', '10', '1'];
  const control = [numeric(batches.length, 6), numeric(blocks, 6), numeric(all.count * 2, 8), lowestDigits(all.hash)];
  const whole = [
    record(...head, alpha('Example Inc', 23), alpha('Example Bank', 23), alpha('', 8)),
    ...lines,
    record('9', ...control, numeric(0, 12), numeric(all.credits, 12), alpha('', 39)),
  ];
  return [...whole, ...Array.from({ length: blocks * BLOCKING_FACTOR - whole.length }, () => FILLER), ''].join('\n');
};
