import { parseDecimal } from '../../values/decimal-amount.ts';
import type { Refuse } from '../statement/refuse.ts';
import type { StatementHead, StatementPart, StatementReader } from '../statement/statement.ts';
import type { CamtEntry, CamtItem, CamtSummary } from './camt.ts';
import { balancesOf, type StatedBalances } from './camt-balances.ts';
import { CamtLine } from './camt-line.ts';
import { camtPieces } from './read-camt.ts';

type Statement = Extract<CamtItem, { readonly kind: 'statement' }>;
type Head = Extract<CamtItem, { readonly kind: 'head' }>;

const PAGES_MAX = 99_999;

interface Sums {
  count: number;
  credits: bigint;
  debits: bigint;
}
const nothing = (): Sums => ({ count: 0, credits: 0n, debits: 0n });
const count = (sums: Sums, { direction, amount }: CamtEntry): void => {
  sums.count += 1;
  sums[direction === 'credit' ? 'credits' : 'debits'] += amount.minor;
};

interface Open extends StatedBalances {
  readonly statement: Statement;
  readonly account: string;
  readonly currency: string;
  readonly booked: Sums;
  readonly all: Sums;
}

/**
 * A bank's statement (camt.053) or notification (camt.054), versions .02 to .14, as the one form of all statements. A report within
 * the day (camt.052) is refused: what it holds comes again, and may come otherwise.
 */
export class CamtReader implements StatementReader {
  readonly #refuse: Refuse;
  readonly #pieces = camtPieces();
  #head: Head | undefined;
  #statement: Statement | undefined;
  #open: Open | undefined;
  #line: CamtLine | undefined;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  *push(bytes: Uint8Array): Generator<StatementPart> {
    for (const item of this.#pieces.push(bytes)) yield* this.#take(item);
  }

  *end(): Generator<StatementPart> {
    for (const item of this.#pieces.end()) yield* this.#take(item);
  }

  *#take(item: CamtItem): Generator<StatementPart> {
    switch (item.kind) {
      case 'head':
        if (item.message === 'camt.052')
          this.#refuse(1, 'version', 'A report within the day (camt.052) is not final: send the statement (camt.053).');
        this.#head = item;
        break;
      case 'statement':
        this.#statement = item;
        this.#open = undefined;
        // Without a currency of the account that of its first balance or entry counts.
        if (item.account.currency !== undefined || item.balances.length > 0)
          yield this.#begins(item, item.account.currency ?? item.balances[0]?.amount.currency ?? '');
        break;
      case 'entry':
        yield* this.#entry(item.entry);
        break;
      case 'batch':
        this.#line?.batch(item.batch);
        break;
      case 'detail':
        this.#line?.detail(item.detail);
        break;
      case 'entry-end':
        if (this.#line !== undefined) yield { kind: 'line', line: this.#line.line(item.additionalInformation) };
        this.#line = undefined;
        break;
      case 'statement-end':
        yield* this.#ends();
        break;
      case 'end':
        break;
    }
  }

  #begins(statement: Statement, currency: string): StatementPart {
    const account =
      statement.account.iban ??
      statement.account.other ??
      this.#refuse(statement.line, 'structure', 'The statement does not say of which account it is.');
    const balances = balancesOf(statement, currency, this.#refuse);
    this.#open = { statement, account, currency, ...balances, booked: nothing(), all: nothing() };
    const head: StatementHead = {
      ...{ account, currency, opening: balances.opening, corrects: false, createdAt: this.#head?.createdAt },
      ...this.#identity(statement, balances),
      notifies: this.#head?.message === 'camt.054',
    };
    return { kind: 'opened', head, at: statement.line };
  }

  /** An id may begin anew each year: with the day it names one statement, and with its page one part of it. */
  #identity(statement: Statement, { opening, closing }: StatedBalances): Pick<StatementHead, 'identity' | 'page'> {
    const { id, from, page, line } = statement;
    const whole = `${id}@${from ?? (page === undefined ? (opening?.on ?? closing?.on ?? '') : '')}`;
    if (page === undefined) return { identity: whole };
    const number = /^\d{1,5}$/.test(page.number) ? Number(page.number) : 0;
    if (number < 1 || number > PAGES_MAX) this.#refuse(line, 'value', 'A page has a number of 1 to 5 digits.');
    return { identity: `${whole}#${number}`, page: { of: whole, number, last: page.last } };
  }

  *#entry(entry: CamtEntry): Generator<StatementPart> {
    const statement = this.#statement;
    if (statement === undefined) return;
    if (this.#open === undefined) yield this.#begins(statement, entry.amount.currency);
    const open = this.#open;
    if (open === undefined) return;
    if (entry.amount.currency !== open.currency)
      this.#refuse(
        entry.line,
        'value',
        'The entry is in another currency than its account: amounts of several currencies make no balance.',
      );
    count(open.all, entry);
    if (entry.status === 'BOOK') count(open.booked, entry);
    this.#line = new CamtLine(entry, open.account, this.#refuse);
  }

  *#ends(): Generator<StatementPart> {
    const open = this.#open;
    this.#open = undefined;
    this.#statement = undefined;
    if (open === undefined) return;
    const { opening, closing, available, statement } = open;
    // Of several pages nobody knows whether each sums up itself or the whole.
    if (statement.summary !== undefined && statement.page === undefined) this.#sumUp(statement.summary, open);
    yield { kind: 'closed', end: { opening, closing, available, stated: undefined, at: statement.line } };
  }

  /** What is summed up may be all entries or those booked: one of both has to hold. */
  #sumUp({ line, count: stated, credits, debits }: CamtSummary, { booked, all, currency }: Open): void {
    const minor = (text: string | undefined): bigint | undefined => {
      if (text === undefined) return undefined;
      const parsed = parseDecimal(text, currency);
      return parsed.kind === 'amount' ? parsed.minor : this.#refuse(line, 'value', parsed.detail);
    };
    const [credit, debit] = [minor(credits), minor(debits)];
    const holds = (sums: Sums): boolean =>
      (stated ?? sums.count) === sums.count &&
      (credit ?? sums.credits) === sums.credits &&
      (debit ?? sums.debits) === sums.debits;
    if (!holds(booked) && !holds(all))
      this.#refuse(
        line,
        'totals',
        `The statement sums up other entries than it holds: ${booked.count} booked, credits of ${booked.credits} and debits of ${booked.debits} minor units.`,
      );
  }
}
