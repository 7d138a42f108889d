import { Lines, type TextLine } from '../statement/lines.ts';
import { reference, words } from '../statement/references.ts';
import type { Refuse } from '../statement/refuse.ts';
import type { BankLine, StatedBalance, StatementPart, StatementReader } from '../statement/statement.ts';
import { type BalanceField, balanceField } from './balance-field.ts';
import { narrative } from './narrative.ts';
import { statementLine } from './statement-line.ts';

const LINE_BYTES_MAX = 4_096;
/** The standard has 6 lines in :86:; banks send more. */
const FIELD_LINES_MAX = 50;
const TAG = /^:(\d\d[A-Z]?|NS):/;
/** Fields that say nothing of money: a date and time of the message, and what is no field of SWIFT's. */
const SILENT = new Set(['13', '13D', 'NS', '65']);

interface Field {
  readonly tag: string;
  readonly at: number;
  readonly lines: string[];
}

/** One statement, over however many messages (pages) it goes. */
interface Statement {
  readonly account: string;
  readonly number: string;
  readonly page: number;
  readonly currency: string;
  readonly opening: StatedBalance;
  closing: { readonly balance: BalanceField; readonly isFinal: boolean; readonly at: number } | undefined;
  available: StatedBalance | undefined;
}

interface Message {
  readonly at: number;
  account?: string;
  number?: string;
  page?: number;
  isClosed?: true;
}

/** SWIFT's customer statement message, as files of one or many of them, with or without SWIFT's envelope and closing dash. */
export class Mt940Reader implements StatementReader {
  readonly #refuse: Refuse;
  readonly #lines: Lines;
  #field: Field | undefined;
  #message: Message | undefined;
  #statement: Statement | undefined;
  /** It waits for its :86:. */
  #line: BankLine | undefined;
  #any = false;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
    this.#lines = new Lines('detected', refuse, LINE_BYTES_MAX);
  }

  *push(bytes: Uint8Array): Generator<StatementPart> {
    for (const line of this.#lines.push(bytes)) yield* this.#take(line);
  }

  *end(): Generator<StatementPart> {
    for (const line of this.#lines.end()) yield* this.#take(line);
    yield* this.#endMessage();
    const at = Math.max(this.#lines.at, 1);
    if (!this.#any) this.#refuse(at, 'malformed', 'There is no message with a :20:.');
    if (this.#statement?.closing?.isFinal === false)
      this.#refuse(at, 'cut', 'The last page closes with :62M:, and no page follows.');
    yield* this.#close();
  }

  *#take({ text, at }: TextLine): Generator<StatementPart> {
    if (text === '-' || text.startsWith('-}')) {
      yield* this.#endMessage();
      return;
    }
    const tag = TAG.exec(text)?.[1];
    if (tag !== undefined) {
      yield* this.#endField();
      if (tag === '20') yield* this.#endMessage();
      this.#field = { tag, at, lines: [text.slice(tag.length + 2)] };
      return;
    }
    if (this.#field === undefined) this.#outside(text, at);
    else if (this.#field.lines.length >= FIELD_LINES_MAX)
      this.#refuse(at, 'bounds', `A field has more than ${FIELD_LINES_MAX} lines.`);
    else this.#field.lines.push(text);
  }

  /** Between messages stand empty lines, envelopes of SWIFT and short headers of banks (`940`, `STARTUMS`). */
  #outside(text: string, at: number): void {
    if (text.startsWith('{') || /^[A-Za-z0-9 ]{0,40}$/.test(text.trim())) return;
    this.#refuse(at, 'malformed', 'The line belongs to no field of a message.');
  }

  *#endField(): Generator<StatementPart> {
    const field = this.#field;
    this.#field = undefined;
    if (field === undefined) return;
    const { tag, at, lines } = field;
    while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
    const [first = ''] = lines;
    if (tag === '20') {
      this.#any = true;
      this.#message = { at };
      return;
    }
    const message = this.#message;
    if (message === undefined)
      return this.#refuse(at, 'structure', `A :${tag}: stands before the :20: of its message.`);
    if (tag !== '86') yield* this.#giveLine();
    if (SILENT.has(tag) || tag === '21') return;
    if (tag === '25' || tag === '25P') message.account = first.trim();
    else if (tag === '28C' || tag === '28') this.#numbered(message, first, at);
    else if (tag === '60F' || tag === '60M')
      yield* this.#opens(message, tag === '60F', balanceField(first.trim(), at, this.#refuse), at);
    else if (tag === '61') this.#line = statementLine(lines, this.#inStatement(tag, at).currency, at, this.#refuse);
    else if (tag === '86') this.#tells(lines);
    else if (tag === '62F' || tag === '62M')
      this.#closes(tag === '62F', balanceField(first.trim(), at, this.#refuse), at);
    else if (tag === '64') this.#isAvailable(balanceField(first.trim(), at, this.#refuse), at);
    else this.#refuse(at, 'version', `A :${tag}: is no field of this message.`);
  }

  #numbered(message: Message, text: string, at: number): void {
    const [, number, page] = /^(\d{1,15})(?:\/(\d{1,5}))?$/.exec(text.trim()) ?? [];
    if (number === undefined) this.#refuse(at, 'malformed', 'A :28C: is a number, or number/page.');
    message.number = number;
    if (page !== undefined) message.page = Number(page);
  }

  *#opens(
    message: Message,
    isFirst: boolean,
    { amount, on, currency }: BalanceField,
    at: number,
  ): Generator<StatementPart> {
    const { account, number = '0', page = 1 } = message;
    if (account === undefined || account === '')
      return this.#refuse(at, 'structure', 'The :25: is missing before :60a:.');
    const before = this.#statement;
    if (before !== undefined && before.closing === undefined)
      return this.#refuse(at, 'cut', 'The statement before this one has no closing balance.');
    if (!isFirst) {
      if (
        before?.closing === undefined ||
        before.closing.isFinal ||
        before.account !== account ||
        before.number !== number
      )
        return this.#refuse(at, 'structure', 'The page before this one is missing: it opens with :60M:.');
      if (message.page !== undefined && page !== before.page + 1)
        this.#refuse(at, 'structure', `Page ${before.page + 1} is missing: this one is page ${page}.`);
      if (before.closing.balance.amount !== amount || before.currency !== currency)
        this.#refuse(at, 'totals', 'The page opens with another balance than the page before it closed with.');
      this.#statement = { ...before, page, closing: undefined };
      return;
    }
    if (before?.closing?.isFinal === false)
      return this.#refuse(
        at,
        'structure',
        'The statement before this one closes with :62M:, and its next page is missing.',
      );
    yield* this.#close();
    const opening = { amount, on };
    this.#statement = { account, number, page, currency, opening, closing: undefined, available: undefined };
    // A number begins anew each year: with the day it names one statement.
    const head = { account, currency, identity: `${number}@${on}`, opening, corrects: false };
    yield { kind: 'opened', head, at };
  }

  #inStatement(tag: string, at: number): Statement {
    const statement = this.#statement;
    if (statement === undefined || statement.closing !== undefined)
      return this.#refuse(at, 'structure', `A :${tag}: stands outside of opening and closing balance.`);
    return statement;
  }

  /** A second :86: after a line, or one of the whole statement, is information of the bank's own: only the first is the line's. */
  #tells(lines: readonly string[]): void {
    const line = this.#line;
    if (line === undefined || this.#told) return;
    this.#told = true;
    const told = narrative(lines);
    const before = line.remittance;
    this.#line = {
      ...line,
      code: told.code ?? line.code,
      endToEndId: told.endToEndId ?? line.endToEndId,
      counterparty: told.counterparty ?? line.counterparty,
      counterpartyAccount: told.counterpartyAccount ?? line.counterpartyAccount,
      remittance: before === undefined ? told.remittance : words(`${before} ${told.remittance ?? ''}`),
      ownerReference: line.ownerReference ?? reference(told.customerReference),
    };
  }
  #told = false;

  *#giveLine(): Generator<StatementPart> {
    const line = this.#line;
    this.#line = undefined;
    this.#told = false;
    if (line !== undefined) yield { kind: 'line', line };
  }

  #closes(isFinal: boolean, balance: BalanceField, at: number): void {
    const statement = this.#inStatement(isFinal ? '62F' : '62M', at);
    if (balance.currency !== statement.currency)
      this.#refuse(at, 'value', 'The closing balance is in another currency than the opening balance.');
    statement.closing = { balance, isFinal, at };
    if (this.#message !== undefined) this.#message.isClosed = true;
  }

  #isAvailable({ amount, on, currency }: BalanceField, at: number): void {
    if (currency !== this.#statement?.currency)
      this.#refuse(at, 'value', 'The available balance is in another currency than the statement.');
    else this.#statement.available = { amount, on };
  }

  *#endMessage(): Generator<StatementPart> {
    yield* this.#endField();
    yield* this.#giveLine();
    const message = this.#message;
    this.#message = undefined;
    if (message === undefined) return;
    const at = Math.max(this.#lines.at, 1);
    if (message.isClosed !== true) this.#refuse(at, 'cut', 'The message has no opening or no closing balance.');
  }

  *#close(): Generator<StatementPart> {
    const statement = this.#statement;
    this.#statement = undefined;
    if (statement?.closing === undefined) return;
    const { opening, available, closing } = statement;
    const { amount, on } = closing.balance;
    yield { kind: 'closed', end: { opening, closing: { amount, on }, available, stated: undefined, at: closing.at } };
  }
}
