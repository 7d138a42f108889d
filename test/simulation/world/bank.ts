import { camt054, OWN, pain002 } from '../../store/payments/bank-files.ts';
import type { Buckets, Written } from '../machine/buckets.ts';
import type { Step } from './steps.ts';

/** What a bank says of a payment of a file. */
export const SAYS = ['accepted', 'refused', 'booked', 'returned'] as const;
export type BankSays = (typeof SAYS)[number];

/** Our account at the bank, from which files are paid. */
export const ORIGINATOR = OWN;

/** A payment as it stands in a file of the outbox. */
export interface Sent {
  readonly tenant: string;
  readonly file: string;
  readonly payment: string;
  /** In euro, with its cents. */
  readonly amount: string;
}

const PAYMENT = /<EndToEndId>pay-([0-9A-Z]+)<\/EndToEndId><\/PmtId><Amt><InstdAmt Ccy="EUR">([0-9.]+)</g;

const sentIn = (key: string, content: string): readonly Sent[] => {
  const [tenant = '', , name = ''] = key.split('/');
  const file = name.slice(0, name.indexOf('.'));
  return [...content.matchAll(PAYMENT)].map(([, id, amount = '']) => ({ tenant, file, payment: `pay_${id}`, amount }));
};

/** An outside bank over files: it takes what lies in the outbox, and puts what it says into the inbox. */
export class Bank {
  readonly #buckets: Buckets;
  /** Files by their keys, of as many puts as were read so far. */
  readonly #files = new Map<string, readonly Sent[]>();
  #read = 0;
  /** All that it ever said of a payment, in order. */
  readonly said = new Map<string, BankSays[]>();

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
  }

  /** What has left, each file once however often it was put. */
  get sent(): readonly Sent[] {
    const { puts } = this.#buckets;
    for (; this.#read < puts.length; this.#read += 1) {
      const { bucket, key, content } = puts[this.#read] as Written;
      if (bucket === 'outbox') this.#files.set(key, sentIn(key, content));
    }
    return [...this.#files.values()].flat();
  }

  /** Says the same of some payments of a file; false where none of them has left. */
  say({ id, file, payments, says }: Extract<Step, { readonly do: 'bank' }>): boolean {
    const some = this.sent.filter((one) => one.file === file && payments.includes(one.payment));
    const [first] = some;
    if (first === undefined) return false;
    for (const { payment } of some) this.said.set(payment, [...(this.said.get(payment) ?? []), says]);
    const content =
      says === 'accepted' || says === 'refused'
        ? pain002(
            file,
            some.map(({ payment, amount }) => status(payment, amount, says)),
            { mark: id },
          )
        : camt054(
            some.map(({ payment, amount }) => booking(payment, amount, says)),
            { mark: id },
          );
    this.#buckets.put('inbox', `${first.tenant}/sepa/${id}.xml`, content);
    return true;
  }
}

const status = (payment: string, amount: string, says: 'accepted' | 'refused') =>
  says === 'accepted' ? { payment, amount, status: 'ACCP' } : { payment, amount, status: 'RJCT', reason: 'AC04' };

const booking = (payment: string, amount: string, says: 'booked' | 'returned') =>
  says === 'booked'
    ? { payment, amount, direction: 'DBIT' as const }
    : { payment, amount, direction: 'CRDT' as const, returned: 'AC04' };
