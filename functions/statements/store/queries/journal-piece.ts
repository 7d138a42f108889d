import { present } from '../../../kernel/core/assert.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { type CivilDate, parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import type { Basis } from '../../contract/bases.ts';
import type { Asserted, JournalAccount } from '../../model/statement/journal.ts';
import type { JournalFormat } from '../../model/statement/journal-format.ts';
import type { JournalPosition } from '../../model/statement/journal-position.ts';
import {
  debitBalance,
  journalAccount,
  type ListedAccount,
  type ListedTransaction,
  moved,
} from '../../model/statement/ledger-journal.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { addSides } from './account-sides.ts';
import { newestOf, systemHistoriesOf } from './histories.ts';
import { JournalRoom } from './journal-room.ts';
import type { Asking } from './ledger.ts';
import { listAccounts } from './ledger-lists.ts';
import { readPortion } from './transactions-portion.ts';

const WIDTH = 8;

export interface JournalWanted {
  readonly format: JournalFormat;
  /** The first and the last day, both within; undefined for no bound. */
  readonly from: CivilDate | undefined;
  readonly to: CivilDate | undefined;
  readonly basis: Basis;
}

/** By when a transaction was made that can be of these days: none counts later than it is made. */
const spanOf = ({ from, to, basis }: JournalWanted, end: number): { readonly from: number; readonly to: number } => ({
  from: from === undefined ? 0 : present(parseTime(`${from}T00:00:00Z`), 'a day begins'),
  to: to === undefined || basis === 'effective' ? end : Math.min(end, parseTime(`${to}T23:59:59.999Z`) ?? end),
});

const isOfDays = ({ from, to, basis }: JournalWanted, { effectiveAt, createdAt }: ListedTransaction): boolean => {
  const day = (basis === 'booked' ? createdAt : (effectiveAt ?? createdAt)).slice(0, 10);
  return (from === undefined || day >= from) && (to === undefined || day <= to);
};

/** One piece of a journal. */
class Piece {
  readonly #store: StatementsStore;
  readonly #asking: Asking;
  readonly #wanted: JournalWanted;
  readonly #room: JournalRoom;
  readonly #sides = new Map<string, JournalAccount['normalBalance']>();
  readonly #currencies = new Set<string>();
  text = '';

  constructor(store: StatementsStore, asking: Asking, wanted: JournalWanted, deadline: number) {
    this.#store = store;
    this.#asking = asking;
    this.#wanted = wanted;
    this.#room = new JournalRoom(store.clock, deadline);
  }

  get isFull(): boolean {
    return this.#room.isFull;
  }

  #write(text: string, transactions = 0): void {
    this.text += text;
    this.#room.wrote(text, transactions);
  }

  #newCurrencies(codes: Iterable<string>): string {
    const fresh = [...new Set(codes)].filter((code) => !this.#currencies.has(code)).toSorted();
    for (const code of fresh) this.#currencies.add(code);
    return this.#wanted.format.currencies(fresh);
  }

  /** What stands before everything else. */
  async begin(): Promise<void> {
    const { format } = this.#wanted;
    const names = await systemHistoriesOf(this.#store, this.#asking.tenant);
    this.#write(format.begin(false) + this.#newCurrencies(names.map(({ currency }) => currency)));
    for (const id of new Set(names.map(({ account }) => account))) this.#write(format.systemAccount(id));
  }

  async #accounts(cursor: string | undefined) {
    const listing = await listAccounts(this.#asking, cursor);
    this.#room.asked();
    if (listing === undefined)
      throw new Refusal(common['cursor-invalid'], 'This cursor did not come from this journal.');
    for (const { id, normalBalance } of listing.data) this.#sides.set(id, normalBalance);
    return listing;
  }

  /** Goes one step on. Undefined once all is written. */
  async step(position: JournalPosition): Promise<JournalPosition | undefined> {
    const { end, open } = position;
    if (position.at === 'transactions') return this.#transactions(position);
    const { data, next } = await this.#accounts(position.cursor);
    if (position.at === 'balances') {
      await this.#balances(data, end);
      if (next !== undefined) return { ...position, cursor: next };
      return this.#end(open);
    }
    const { format } = this.#wanted;
    const told = data.map((account) => format.account(journalAccount(account))).join('');
    this.#write(this.#newCurrencies(data.map(({ currency }) => currency)) + told);
    if (next !== undefined) return { ...position, cursor: next };
    const span = spanOf(this.#wanted, end);
    return { at: 'transactions', end, open, from: span.from, width: Math.max(1, span.to - span.from + 1) };
  }

  async #transactions(
    position: JournalPosition & { readonly at: 'transactions' },
  ): Promise<JournalPosition | undefined> {
    const { end, open, from, width } = position;
    const until = spanOf(this.#wanted, end).to;
    if (from > until) {
      if (this.#wanted.from === undefined && this.#wanted.to === undefined) return { at: 'balances', end, open };
      return this.#end(open);
    }
    const to = Math.min(until, from + width - 1);
    const portion = await readPortion(this.#asking, this.#room, from, to);
    if (portion.is === 'narrower') return { ...position, width: portion.width };
    const ours = portion.transactions.filter((one) => isOfDays(this.#wanted, one));
    await this.#writeTransactions(ours, portion.transactions.length);
    const held = ours.filter(({ state }) => state === 'pending').length;
    return { ...position, from: to + 1, width: portion.width, open: open + held };
  }

  async #writeTransactions(listed: readonly ListedTransaction[], read: number): Promise<void> {
    const { format } = this.#wanted;
    const transactions = listed.flatMap((one) => moved(one) ?? []);
    const asked = { transactions, isWanted: format.needsSide };
    await addSides(this.#store, this.#asking, asked, this.#sides);
    this.#write(transactions.map((one) => format.transaction(one, (id) => this.#sides.get(id))).join(''), read);
  }

  /** Of accounts whose newest entry is known and was there when the journal was begun: nothing of it can be missing or too much. */
  async #balances(accounts: readonly ListedAccount[], end: number): Promise<void> {
    const { format } = this.#wanted;
    const still = new Set<string>();
    const used = accounts.filter(({ version }) => version > 0);
    await inParallel(used, WIDTH, async ({ id, currency, version }) => {
      const newest = await newestOf(this.#store, { tenant: this.#asking.tenant, account: id, currency });
      if (newest?.version === version && newest.at <= end) still.add(id);
    });
    const asserted: readonly Asserted[] = used
      .filter(({ id }) => still.has(id))
      .map((one) => ({ account: one.id, currency: one.currency, balance: debitBalance(one) }));
    const day = present(parseCivilDate(formatTime(end).slice(0, 10)), 'a time has a day');
    if (asserted.length > 0) this.#write(format.balances(asserted, day, (id) => this.#sides.get(id)));
    const left = used.length - asserted.length;
    if (left > 0) this.#write(format.note(`${left} accounts have moved since: their balances are not asserted.`));
  }

  #end(open: number): undefined {
    if (open > 0) this.#write(this.#wanted.format.note(`${open} holds of these days are open: they are not in here.`));
  }
}

/** The journal from a position on, as far as one answer goes; from its beginning where none is said. */
export const readJournalPiece = async (
  store: StatementsStore,
  asking: Asking,
  wanted: JournalWanted,
  { from, deadline }: { readonly from: JournalPosition | undefined; readonly deadline: number },
): Promise<{ readonly text: string; readonly next: JournalPosition | undefined }> => {
  const piece = new Piece(store, asking, wanted, deadline);
  let position: JournalPosition | undefined = from ?? { at: 'accounts', end: store.clock.now(), open: 0 };
  if (from === undefined) await piece.begin();
  do position = await piece.step(position);
  while (position !== undefined && !piece.isFull);
  return { text: piece.text, next: position };
};
