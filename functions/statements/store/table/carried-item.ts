import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import type { CarriedRun, DaySums } from '../../model/history/carried-run.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';
import { carriedKey } from './keys.ts';

/** `2026-01-01:1050 2026-01-02:-3`, the days in their order: at most 1,000 of them, some 40 KB. */
const writeSums = (sums: DaySums): string =>
  [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, amount]) => `${day}:${amount}`)
    .join(' ');

const readSums = (text: string): DaySums =>
  new Map(
    text
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => {
        const [day = '', amount = ''] = one.split(':');
        return [present(parseCivilDate(day), 'sums are kept by day'), BigInt(amount)];
      }),
  );

/** `n` its number, `d` the normal side, `b` sums by the day of booking, `e` by the day that counts. */
export const carriedItem = (name: HistoryName, { run, side, sums }: CarriedRun): Item => ({
  ...carriedKey(name, run),
  n: n(run),
  ...(side === undefined ? {} : { d: s(side === 'debit' ? 'd' : 'c') }),
  b: s(writeSums(sums.booked)),
  e: s(writeSums(sums.effective)),
});

export const readCarried = (item: Item): CarriedRun => ({
  run: int(item, 'n'),
  side: item.d === undefined ? undefined : str(item, 'd') === 'd' ? 'debit' : 'credit',
  sums: { booked: readSums(str(item, 'b')), effective: readSums(str(item, 'e')) },
});
