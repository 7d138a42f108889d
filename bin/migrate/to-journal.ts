import { currencyKind } from '../../functions/kernel/values/currencies.ts';
import type { Journal, JournalAccount, JournalTransaction } from '../import/journal.ts';
import { Balances } from './balances.ts';
import { type Book, KINDS, type Movement, type SourceAccount, type SourceName, type Unequal } from './book.ts';
import { carriedMetadata, carriedText } from './carried.ts';
import { isCounter } from './gathering.ts';
import { AccountNames } from './names.ts';
import { transactionBody } from './transaction-body.ts';

const TITLE_CHARS_MAX = 255;

/** An account of Folio's that stands for one of the source's in one currency. */
export interface Made {
  readonly account: string;
  readonly currency: string;
  readonly id: string;
  readonly side: 'debit' | 'credit';
  /** True for a counter-account, which the source does not have. */
  readonly own: boolean;
  /** False where no movement touches it: it then has no balance that anybody could state. */
  readonly moved: boolean;
}

/** A movement that cannot be booked: the balances of its accounts would not be the source's. */
export interface Unbookable {
  readonly place: number;
  readonly says: string;
}

export interface Migration {
  readonly journal: Journal;
  readonly accounts: readonly Made[];
  /** What Folio would hold, by the source's names: of what is booked, and nothing else. */
  readonly balances: Balances;
  readonly unequal: readonly Unequal[];
  readonly unbookable: readonly Unbookable[];
  readonly holds: number;
}

export interface JournalOptions {
  readonly source: SourceName;
  readonly prefix: string;
  readonly now: number;
}

const unknownAccount = (name: string, place: number): SourceAccount => ({
  name,
  place,
  side: isCounter(name) ? 'credit' : 'debit',
  overdraft: 'unlimited',
  metadata: {},
  currencies: [],
});

/** Counts what is booked, and how far below zero each account went on its normal side. */
class Fold {
  readonly balances = new Balances();
  readonly below = new Set<string>();

  add({ legs, held }: Movement, sideOf: (account: string) => 'debit' | 'credit'): void {
    for (const { account, currency, minor } of legs) {
      if (held !== undefined) {
        this.balances.add(account, currency, minor > 0n ? 'held-debits' : 'held-credits', minor > 0n ? minor : -minor);
      } else this.balances.add(account, currency, 'posted', minor);
      const sign = sideOf(account) === 'debit' ? 1n : -1n;
      const posted = sign * this.balances.of(account, currency, 'posted');
      const out = this.balances.of(account, currency, sign > 0n ? 'held-credits' : 'held-debits');
      if (posted - out < 0n) this.below.add(`${account}\n${currency}`);
    }
  }
}

/** The accounts and transactions that `folio import` brings in, and what they come to. Nothing is sent. */
export const toJournal = (book: Book, { source, prefix, now }: JournalOptions): Migration => {
  const unequal: Unequal[] = [...book.unequal];
  const unbookable: Unbookable[] = [];
  const tell = (one: Unequal): void => void unequal.push(one);
  const told = new Map(book.accounts.map((one) => [one.name, one]));
  const used = book.movements.flatMap(({ legs }) => legs.map(({ account }) => account));
  const names = new AccountNames(new Set([...told.keys(), ...used]), prefix);
  const made = new Map<string, Omit<Made, 'moved'> & { readonly from: SourceAccount }>();
  const open = (name: string, currency: string, place: number): string => {
    const id = names.id(name, currency);
    const from = told.get(name) ?? unknownAccount(name, place);
    if (!made.has(id)) made.set(id, { account: name, currency, id, side: from.side, own: isCounter(name), from });
    return id;
  };
  for (const { name, place, currencies } of book.accounts)
    for (const currency of currencies) if (currencyKind(currency) === 'supported') open(name, currency, place);

  const fold = new Fold();
  const transactions: JournalTransaction[] = [];
  let holds = 0;
  for (const movement of book.movements) {
    const { place, id } = movement;
    const body = transactionBody(movement, (account, currency) => open(account, currency, place), now, tell);
    if (body.kind === 'nothing') tell({ place, what: 'moves nothing', says: `${id}: nothing of it is left to book` });
    else if (body.kind === 'refused') unbookable.push({ place, says: body.says });
    else {
      fold.add(
        { ...movement, legs: body.legs },
        (account) => (told.get(account) ?? unknownAccount(account, place)).side,
      );
      if (movement.held !== undefined) holds += 1;
      transactions.push({ line: place, key: `migrate:${source}:${prefix}${id}`, body: body.body });
    }
  }
  for (const { account, currency } of fold.balances.all()) open(account, currency, 0);
  const accounts = [...made.values()].map(({ account, currency, id, from }): JournalAccount => {
    const went = fold.below.has(`${account}\n${currency}`);
    if (from.overdraft === 'as-needed' && went)
      tell({
        place: from.place,
        what: 'overdraft',
        says: `${account} went below zero in ${currency}: opened without a limit`,
      });
    const metadata = carriedMetadata(
      { ...from.metadata, ...(id === account ? {} : { 'migrated-from': account }) },
      from.place,
      tell,
    );
    const title = carriedText(from.title, TITLE_CHARS_MAX, { place: from.place, what: 'name' }, tell);
    const overdraft = from.overdraft === 'as-needed' ? (went ? 'unlimited' : 'none') : from.overdraft;
    return {
      line: from.place,
      body: {
        id,
        currency,
        normalBalance: from.side,
        overdraft,
        ...(title === undefined ? {} : { name: title }),
        ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
      },
    };
  });
  return {
    journal: { accounts, transactions },
    accounts: [...made.values()].map(({ from: _, ...one }) => ({
      ...one,
      moved: KINDS.some((kind) => fold.balances.has(one.account, one.currency, kind)),
    })),
    balances: fold.balances,
    unequal,
    unbookable,
    holds,
  };
};
