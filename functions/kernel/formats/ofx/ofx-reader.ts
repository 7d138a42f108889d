import { exponentOf } from '../../values/currencies.ts';
import { Decoder } from '../statement/encoding.ts';
import type { Refuse } from '../statement/refuse.ts';
import type { StatedBalance, StatementPart, StatementReader } from '../statement/statement.ts';
import { sgmlEncoding, xmlEncoding } from './header.ts';
import { OfxTokens } from './tokens.ts';
import { type OfxTransaction, ofxAmount, ofxDay, ofxLine } from './transaction.ts';
import { type OfxEvent, OfxTree } from './tree.ts';

const HEADER_CHARS_MAX = 8_192;
const VALUES_MAX = 100;
const STATEMENTS = new Set(['STMTRS', 'CCSTMTRS']);
const TRANSACTIONS = new Set(['STMTTRN', 'STMTTRNP']);
/** Aggregates inside of a transaction whose elements have names that the transaction's own elements have too. */
const INNER = new Set(['PAYEE', 'BANKACCTTO', 'CCACCTTO', 'CURRENCY', 'ORIGCURRENCY', 'IMAGEDATA']);

interface Statement {
  readonly at: number;
  readonly values: Map<string, string>;
  readonly fitIds: Set<string>;
  isOpened: boolean;
  closing: StatedBalance | undefined;
  available: StatedBalance | undefined;
}

/** Open Financial Exchange: bank and card statements, in the SGML of 1.x and in the XML of 2.x. */
export class OfxReader implements StatementReader {
  readonly #refuse: Refuse;
  readonly #tokens: OfxTokens;
  readonly #tree: OfxTree;
  #decoder: Decoder;
  /** Text before the first tag, while that has not come. */
  #header: string | undefined = '';
  #statement: Statement | undefined;
  #transaction: { readonly at: number; readonly isPending: boolean; readonly values: Map<string, string> } | undefined;
  readonly #path: string[] = [];
  #seen = false;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
    this.#decoder = new Decoder('detected', refuse);
    this.#tokens = new OfxTokens(refuse, () => this.#decoder);
    this.#tree = new OfxTree(refuse);
  }

  *push(bytes: Uint8Array): Generator<StatementPart> {
    yield* this.#read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  }

  *end(): Generator<StatementPart> {
    for (const token of this.#tokens.end()) for (const event of this.#tree.of(token)) yield* this.#take(event);
    const { at } = this.#tokens;
    if (this.#header !== undefined)
      this.#refuse(1, 'malformed', 'The file does not begin with OFXHEADER:100 or an XML declaration.');
    if (!this.#tree.isWhole) this.#refuse(at, 'cut', 'The file ends before </OFX>.');
    if (!this.#seen) this.#refuse(at, 'malformed', 'The file holds no statement of a bank account or a card.');
  }

  *#read(text: string): Generator<StatementPart> {
    const body = this.#header === undefined ? text : this.#begin(text);
    for (const token of this.#tokens.push(body)) for (const event of this.#tree.of(token)) yield* this.#take(event);
  }

  /** Waits for the first tag; what stands before it, or in it, says how the bytes are to be read. */
  #begin(text: string): string {
    const all = (this.#header ?? '') + text;
    const start = all.search(/<(?:OFX|ofx)>/);
    if (start < 0) {
      this.#header = all;
      if (all.length > HEADER_CHARS_MAX) this.#refuse(1, 'malformed', 'The file has no <OFX> at its beginning.');
      return '';
    }
    this.#header = undefined;
    const header = all.slice(0, start).replace('\u00ef\u00bb\u00bf', '');
    const isXml = header.trimStart().startsWith('<?');
    this.#decoder = new Decoder(
      isXml ? xmlEncoding(header, this.#refuse) : sgmlEncoding(header, this.#refuse),
      this.#refuse,
    );
    this.#tokens.strict = isXml;
    this.#tree.strict = isXml;
    if (isXml) return all.slice(all.indexOf('<?'));
    this.#tokens.skipLines(header);
    return all.slice(start);
  }

  *#take(event: OfxEvent): Generator<StatementPart> {
    if (event.kind === 'value') this.#value(event.name, event.text, event.at);
    else if (event.kind === 'open') yield* this.#opens(event.name, event.at);
    else yield* this.#closes(event.name, event.at);
  }

  *#opens(name: string, at: number): Generator<StatementPart> {
    this.#path.push(name);
    if (name === 'INVSTMTRS') this.#refuse(at, 'version', 'Statements of investments are not read.');
    if (STATEMENTS.has(name)) {
      this.#seen = true;
      this.#statement = {
        at,
        values: new Map(),
        fitIds: new Set(),
        isOpened: false,
        closing: undefined,
        available: undefined,
      };
    }
    if (!TRANSACTIONS.has(name) || this.#statement === undefined) return;
    yield* this.#open(at);
    this.#transaction = { at, isPending: name === 'STMTTRNP', values: new Map() };
  }

  #value(name: string, text: string, at: number): void {
    const parent = this.#path.at(-1) ?? '';
    if (parent === 'STATUS' && name === 'SEVERITY' && text.toUpperCase() === 'ERROR')
      this.#refuse(at, 'malformed', 'The bank answered with an error in place of a statement.');
    const values = this.#transaction?.values ?? this.#statement?.values;
    if (values === undefined) return;
    const key = this.#transaction === undefined || INNER.has(parent) ? `${parent}/${name}` : name;
    if (values.has(key)) this.#refuse(at, 'malformed', `The element ${name} is there twice.`);
    if (values.size >= VALUES_MAX) this.#refuse(at, 'bounds', `An aggregate has more than ${VALUES_MAX} elements.`);
    values.set(key, text);
  }

  *#closes(name: string, at: number): Generator<StatementPart> {
    this.#path.pop();
    const statement = this.#statement;
    if (statement === undefined) return;
    if (TRANSACTIONS.has(name) && this.#transaction !== undefined) yield this.#line(this.#transaction, statement);
    else if (name === 'LEDGERBAL') statement.closing = this.#balance(name, statement, at);
    else if (name === 'AVAILBAL') statement.available = this.#balance(name, statement, at);
    else if (STATEMENTS.has(name)) {
      yield* this.#open(at);
      const { closing, available } = statement;
      this.#statement = undefined;
      yield { kind: 'closed', end: { opening: undefined, closing, available, stated: undefined, at } };
    }
  }

  #line(transaction: OfxTransaction, statement: Statement): StatementPart {
    this.#transaction = undefined;
    const { currency, exponent } = this.#currency(statement);
    const line = ofxLine(transaction, currency, exponent, this.#refuse);
    if (line.uniqueId !== undefined) {
      if (statement.fitIds.has(line.uniqueId))
        this.#refuse(line.at, 'structure', 'The FITID of the transaction is there twice in this statement.');
      statement.fitIds.add(line.uniqueId);
    }
    return { kind: 'line', line };
  }

  #currency({ values, at }: Statement): { readonly currency: string; readonly exponent: number } {
    const currency = values.get('STMTRS/CURDEF') ?? values.get('CCSTMTRS/CURDEF') ?? '';
    const exponent = exponentOf(currency);
    if (exponent === undefined)
      return this.#refuse(at, 'value', 'CURDEF is missing, or no current code of ISO 4217 with minor units.');
    return { currency, exponent };
  }

  #balance(name: string, statement: Statement, at: number): StatedBalance {
    const amount = statement.values.get(`${name}/BALAMT`);
    const on = statement.values.get(`${name}/DTASOF`);
    if (amount === undefined || on === undefined)
      return this.#refuse(at, 'malformed', `${name} has BALAMT and DTASOF.`);
    const { exponent } = this.#currency(statement);
    return { amount: ofxAmount(amount, exponent, at, this.#refuse), on: ofxDay(on, at, this.#refuse) };
  }

  /** The head comes with the first line, behind which nothing of it may be missing any more. */
  *#open(at: number): Generator<StatementPart> {
    const statement = this.#statement;
    if (statement === undefined || statement.isOpened) return;
    statement.isOpened = true;
    const { values } = statement;
    const of = (name: string) => values.get(`BANKACCTFROM/${name}`) ?? values.get(`CCACCTFROM/${name}`);
    const account = of('ACCTID');
    if (account === undefined)
      return this.#refuse(at, 'malformed', 'The account (ACCTID) is missing before the transactions.');
    const bank = of('BANKID');
    const list = (name: string) => (values.get(`BANKTRANLIST/${name}`) ?? '').slice(0, 8);
    const head = {
      account: bank === undefined ? account : `${bank}/${account}`,
      currency: this.#currency(statement).currency,
      identity: `${list('DTSTART')}-${list('DTEND')}`,
      opening: undefined,
      corrects: false,
    };
    yield { kind: 'opened', head, at: statement.at };
  }
}
