import { type CivilDate, civilDate } from '../../values/civil-date.ts';
import { currencyKind } from '../../values/currencies.ts';
import type { Refuse } from './refuse.ts';
import type { StatedBalance, StatementHead, StatementPart, StatementReader } from './statement.ts';

/** Accounts of one file whose last balances are kept. */
const ACCOUNTS_MAX = 10_000;

/** Characters of an account and of a statement's name, which are part of the name of each of its lines. */
const NAME_CHARS_MAX = 256;

/** Days of banks: further away counting days ends. */
const [FIRST_DAY, LAST_DAY] = [civilDate(1900, 1, 1), civilDate(2999, 12, 31)];

interface Open {
  readonly head: StatementHead;
  credits: bigint;
  debits: bigint;
  lines: number;
}

/**
 * Checks what a reader gives against what the file states of itself. Booked lines add up to the totals, opening and lines to the
 * closing balance. A statement opens where the previous one closed. What a format does not state is not checked.
 */
class Checks {
  readonly #refuse: Refuse;
  readonly #closings = new Map<string, StatedBalance>();
  #open: Open | undefined;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  *of(parts: Iterable<StatementPart>): Generator<StatementPart> {
    for (const part of parts) {
      if (part.kind === 'opened') this.#opened(part.head, part.at);
      else if (part.kind === 'closed') this.#closed(part);
      else this.#line(part);
      yield part;
    }
  }

  /** In the one order of the calendar, which that of texts is. */
  #within(day: CivilDate | undefined, at: number): void {
    if (day !== undefined && (day < FIRST_DAY || day > LAST_DAY))
      this.#refuse(at, 'bounds', `A day lies before ${FIRST_DAY} or after ${LAST_DAY}.`);
  }

  #opened(head: StatementHead, at: number): void {
    this.#within(head.opening?.on, at);
    if (currencyKind(head.currency) !== 'supported')
      this.#refuse(at, 'value', 'The currency is no current code of ISO 4217 with minor units.');
    if (head.account.length > NAME_CHARS_MAX || head.identity.length > NAME_CHARS_MAX)
      this.#refuse(at, 'bounds', `An account or the name of a statement has more than ${NAME_CHARS_MAX} characters.`);
    this.#open = { head, credits: 0n, debits: 0n, lines: 0 };
  }

  #line({ line }: Extract<StatementPart, { kind: 'line' }>): void {
    this.#within(line.bookedOn, line.at);
    const open = this.#open;
    if (open === undefined || line.state !== 'booked') return;
    open.lines += 1;
    if (line.amount > 0n) open.credits += line.amount;
    else open.debits -= line.amount;
  }

  #closed({ end }: Extract<StatementPart, { kind: 'closed' }>): void {
    const open = this.#open;
    this.#open = undefined;
    for (const balance of [end.opening, end.closing]) this.#within(balance?.on, end.at);
    if (open === undefined) return;
    const { credits, debits, head } = open;
    const { opening, closing, stated, at } = end;
    if (stated?.credits !== undefined && stated.credits !== credits)
      this.#refuse(
        at,
        'totals',
        `The file states credits of ${stated.credits} minor units, its lines sum to ${credits}.`,
      );
    if (stated?.debits !== undefined && stated.debits !== debits)
      this.#refuse(at, 'totals', `The file states debits of ${stated.debits} minor units, its lines sum to ${debits}.`);
    if (opening !== undefined && closing !== undefined && opening.amount + credits - debits !== closing.amount)
      this.#refuse(
        at,
        'totals',
        `The opening balance and ${open.lines} booked lines make ${opening.amount + credits - debits} minor units, the closing balance is ${closing.amount}.`,
      );
    this.#chain(head, opening, closing, at);
  }

  #chain(
    head: StatementHead,
    opening: StatedBalance | undefined,
    closing: StatedBalance | undefined,
    at: number,
  ): void {
    const account = JSON.stringify([head.account, head.currency]);
    const last = this.#closings.get(account);
    if (last !== undefined && opening !== undefined && last.amount !== opening.amount && !head.corrects)
      this.#refuse(
        at,
        'totals',
        `The statement opens with ${opening.amount} minor units, and the one before it in the file closed with ${last.amount} on ${last.on}: a statement between them is missing.`,
      );
    if (closing === undefined) return;
    if (!this.#closings.has(account) && this.#closings.size >= ACCOUNTS_MAX)
      this.#refuse(at, 'bounds', `The file has more than ${ACCOUNTS_MAX} accounts.`);
    this.#closings.set(account, closing);
  }
}

/** The same reader, with everything that its file states of itself held against its lines. */
export const checked = (reader: StatementReader, refuse: Refuse): StatementReader => {
  const checks = new Checks(refuse);
  return {
    push: (bytes) => checks.of(reader.push(bytes)),
    end: () => checks.of(reader.end()),
  };
};
