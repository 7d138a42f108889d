import { formatDecimal } from '../../../functions/kernel/values/decimal-amount.ts';
import { isSepa, type Payment } from '../../../functions/payments/model/payment.ts';
import { hold, same } from '../violation.ts';
import type { BankSays, Sent } from '../world/bank.ts';
import type { World } from '../world/world.ts';

/** A file that is put again is the same, byte for byte. */
const checkBytes = ({ buckets }: World): void => {
  const known = new Map<string, string>();
  for (const { bucket, key, content } of buckets.puts) {
    if (bucket !== 'outbox') continue;
    same('file-once', `what is put as ${key} again`, content, known.get(key) ?? content);
    known.set(key, content);
  }
};

/** What the bank said decides, where it said one thing. It may say it late, twice, and of a payment that a person has decided about. */
const checkWord = ({ id, step, stuck, timeline }: Payment, said: readonly BankSays[]): void => {
  if (timeline.some(({ mark }) => mark === 'resolved')) return;
  const words = new Set(said.filter((one) => one !== 'accepted'));
  if (words.size !== 1) return;
  const [word] = words;
  const wanted = word === 'booked' ? 'settled' : word === 'refused' ? 'failed' : 'returned';
  // Whoever has heard it says that it contradicts, or cannot be booked; that the bank is silent is not true.
  const isKept = stuck !== undefined && stuck !== 'rail-silent';
  hold('file-word', step === wanted || isKept, () => `${id} is ${step} (stuck ${stuck}), and its bank said ${word}`);
};

/** Each payment over files has left by one file, once and with its amount; and nothing has left that is no payment. */
export const checkFiles = (world: World, payments: readonly Payment[]): void => {
  checkBytes(world);
  const sent = Map.groupBy(world.bank.sent, ({ tenant, payment }) => `${tenant} ${payment}`);
  for (const payment of payments) {
    if (!isSepa(payment.to)) continue;
    const { tenant, id, file, amount } = payment;
    const name = `${tenant} ${id}`;
    const wanted: readonly Sent[] =
      file === undefined ? [] : [{ tenant, file, payment: id, amount: formatDecimal(amount, 'EUR') }];
    same('file-once', `how ${id} of ${tenant} has left`, sent.get(name) ?? [], wanted);
    checkWord(payment, world.bank.said.get(id) ?? []);
    sent.delete(name);
  }
  same('file-once', 'what has left and is no payment', [...sent.keys()], []);
};
