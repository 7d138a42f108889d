import { present } from '../../../kernel/core/assert.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { type CivilDate, parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import type { Basis } from '../../contract/bases.ts';
import { statementProblems } from '../../contract/problems.ts';
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

/** By when a transaction was made that can be of these days: none counts later than it is made, and none before 1970. */
const spanOf = ({ from, to, basis }: JournalWanted, end: number): { readonly from: number; readonly to: number } => ({
  from: from === undefined ? 0 : Math.max(0, present(parseTime(`${from}T00:00:00Z`), 'a day begins')),
  to: to === undefined || basis === 'effective' ? end : Math.min(end, parseTime(`${to}T23:59:59.999Z`) ?? end),
});

const isOfDays = ({ from, to, basis }: JournalWanted, { effectiveAt, createdAt }: ListedTransaction): boolean => {
  const day = (basis === 'booked' ? createdAt : (effectiveAt ?? createdAt)).slice(0, 10);
  return (from === undefined || day >= from) && (to === undefined || day <= to);
};

const tooDense = (): Refusal =>
  new Refusal(
    statementProblems['journal-too-dense'],
    'What stands here is longer than an answer may be, or of more accounts than one can name: use folio export.',
  );

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

  /** Writes a text where it has room; else this piece ends before it. @throws Refusal `journal-too-dense` where no piece has room for it */
  #writes(text: string): boolean {
    if (this.#room.takes(text)) {
      this.#write(text);
      return true;
    }
    if (this.#room.isEmpty) throw tooDense();
    this.#room.close();
    return false;
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
      if (!(await this.#balances(data, end))) return position;
      if (next !== undefined) return { ...position, cursor: next };
      return this.#end(open);
    }
    const { format } = this.#wanted;
    const told = data.map((account) => format.account(journalAccount(account))).join('');
    if (!this.#writes(this.#newCurrencies(data.map(({ currency }) => currency)) + told)) return position;
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
    const text = await this.#toldOf(ours);
    if (text === undefined || !this.#room.takes(text)) return this.#without(position, to);
    this.#write(text, portion.transactions.length);
    const held = ours.filter(({ state }) => state === 'pending').length;
    return { ...position, from: to + 1, width: portion.width, open: open + held };
  }

  /** Of a portion that has no room here: the next piece begins with it, or this one with half of it where it is empty so far. */
  #without(position: JournalPosition & { readonly at: 'transactions' }, to: number): JournalPosition {
    if (!this.#room.isEmpty) {
      this.#room.close();
      return position;
    }
    if (to === position.from) throw tooDense();
    return { ...position, width: Math.floor((to - position.from + 1) / 2) };
  }

  /** Undefined where the sides of too many accounts are not known. */
  async #toldOf(listed: readonly ListedTransaction[]): Promise<string | undefined> {
    const { format } = this.#wanted;
    const transactions = listed.flatMap((one) => moved(one) ?? []);
    const asked = { transactions, isWanted: format.needsSide };
    if (!(await addSides(this.#store, this.#asking, asked, this.#sides, this.#room))) return undefined;
    return transactions.map((one) => format.transaction(one, (id) => this.#sides.get(id))).join('');
  }

  /** Of accounts whose newest entry is known and was there when the journal was begun: nothing of it can be missing or too much. */
  async #balances(accounts: readonly ListedAccount[], end: number): Promise<boolean> {
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
    const told = asserted.length === 0 ? '' : format.balances(asserted, day, (id) => this.#sides.get(id));
    const left = used.length - asserted.length;
    const note = left === 0 ? '' : format.note(`${left} accounts have moved since: their balances are not asserted.`);
    return this.#writes(told + note);
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
