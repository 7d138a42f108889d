import type { BankWord, Said } from '../../model/bank-word.ts';
import { birthMarkOf } from './ach-ids.ts';
import type { AchItem } from './format/ach-file.ts';
import { changeCodeOf } from './format/change-codes.ts';
import { dishonorCodeOf } from './format/dishonor-codes.ts';
import { readNacha } from './format/read-nacha.ts';

type Entry = Extract<AchItem, { readonly kind: 'entry' }>;
type Batch = Extract<AchItem, { readonly kind: 'batch' }>;

const saidBy = ({ returned, change, acknowledges }: Entry): Said | undefined => {
  if (returned !== undefined) {
    const { code } = returned;
    const words = dishonorCodeOf(code);
    return words === undefined ? { kind: 'returned', code } : { kind: 'to-do', code, detail: words };
  }
  if (change !== undefined) {
    const words = changeCodeOf(change.code) ?? 'A code that the rules do not have.';
    return { kind: 'to-do', code: change.code, detail: `${words} The file says what it is from now on.` };
  }
  return acknowledges === undefined ? undefined : { kind: 'accepted', code: 'ACK' };
};

/** A change names no money, and an acknowledgement none of ours. */
const moneyOf = ({ returned, amount }: Entry) =>
  returned === undefined ? { amount: undefined, currency: undefined } : { amount, currency: 'USD' };

const wordOf = (entry: Entry, batch: Batch | undefined): BankWord => {
  const place = `line ${entry.line}`;
  const said = saidBy(entry);
  if (said === undefined) return { about: 'other', place };
  const payment = birthMarkOf(entry.receiverId) ?? entry.receiverId;
  return { about: 'payment', place, payment, ...moneyOf(entry), account: batch?.companyId, said };
};

/**
 * What a NACHA file of a bank says of entries of ours: each in the batch of the company that had sent them. A file is known by its
 * parties, its day, its time and its modifier, as the rules have it.
 */
export async function* achWords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BankWord> {
  let batch: Batch | undefined;
  for await (const item of readNacha(bytes)) {
    if (item.kind === 'head') {
      const { origin, destination, createdOn, createdAt, idModifier } = item;
      yield {
        about: 'itself',
        form: 'nacha',
        ownId: [origin, destination, createdOn, createdAt, idModifier].join('.'),
      };
    }
    if (item.kind === 'batch') {
      batch = item;
      yield { about: 'account', account: item.companyId };
    }
    if (item.kind === 'entry') yield wordOf(item, batch);
  }
}
