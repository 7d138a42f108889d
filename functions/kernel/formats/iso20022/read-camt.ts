import type { Reading } from '../xml/document.ts';
import type { XmlElement } from '../xml/element.ts';
import { readXml, XmlPieces } from '../xml/read-xml.ts';
import type { Container } from '../xml/record-tree.ts';
import type { CamtEntry, CamtItem, Place } from './camt.ts';
import { batchOf, camtDetailOf, DetailTotals, entryOf } from './camt-entry.ts';
import { CamtStatementHead, STATEMENT_FIELDS } from './camt-statement.ts';
import { messageNameOf, refuseLate, refuseMissing, requiredText, setOnce } from './fields.ts';

type Message = 'camt.052' | 'camt.053' | 'camt.054';

/** Of each message: its element below Document, and that of one account. */
const MESSAGES: Readonly<Record<Message, readonly [string, string]>> = {
  'camt.052': ['BkToCstmrAcctRpt', 'Rpt'],
  'camt.053': ['BkToCstmrStmt', 'Stmt'],
  'camt.054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
};
const [VERSION_MIN, VERSION_MAX] = ['02', '14'];

const isMessage = (name: string): name is Message => Object.hasOwn(MESSAGES, name);

/** Turns the records of a message into items; one entry is open at a time. */
class CamtReading {
  readonly #give: (item: CamtItem) => void;
  readonly #message: Message;
  readonly #version: string;
  #statements = 0;
  #entries = 0;
  #entriesBefore = 0;
  #head: CamtStatementHead | undefined;
  #fields = new Map<string, XmlElement>();
  #entry: CamtEntry | undefined;
  #totals: DetailTotals | undefined;
  #more: string | undefined;
  #hasHead = false;
  #place: Place = { line: 1, pointer: '/Document' };
  constructor(message: Message, version: string, give: (item: CamtItem) => void) {
    this.#message = message;
    this.#version = version;
    this.#give = give;
  }

  open(level: Level, container: Container): void {
    if (level === 'statement') {
      this.#head = new CamtStatementHead(container, this.#statements);
      this.#entriesBefore = this.#entries;
    } else if (level === 'entry') {
      this.#flushHead();
      this.#fields = new Map();
      this.#place = { line: container.line, pointer: container.pointer };
      [this.#entry, this.#totals, this.#more] = [undefined, undefined, undefined];
    }
  }

  record(level: Level, element: XmlElement): void {
    if (level === 'message' && element.name === 'GrpHdr') this.#groupHeader(element);
    else if (level === 'document') refuseMissing(element, MESSAGES[this.#message][0]);
    else if (level === 'statement') {
      if (!STATEMENT_FIELDS.has(element.name)) return;
      if (this.#head === undefined) refuseLate(element);
      else this.#head.add(element);
    } else if (level === 'entry') {
      if (element.name === 'AddtlNtryInf') this.#more = element.text;
      else if (FIELDS.has(element.name)) {
        if (this.#entry !== undefined) refuseLate(element);
        setOnce(this.#fields, element);
      }
    } else if (level === 'details') {
      const [entry, totals] = this.#begun();
      if (element.name === 'Btch') this.#give({ kind: 'batch', batch: batchOf(element, entry.index) });
      if (element.name !== 'TxDtls') return;
      const detail = camtDetailOf(element);
      totals.add(detail);
      this.#give({ kind: 'detail', entry: entry.index, detail });
    }
  }

  close(level: Level, container: Container): void {
    if (level === 'entry') {
      const [entry, totals] = this.#begun();
      const { count: details, outcome: sum } = totals;
      this.#give({ kind: 'entry-end', entry: entry.index, details, sum, additionalInformation: this.#more });
      this.#entries += 1;
    } else if (level === 'statement') {
      this.#flushHead();
      const entries = this.#entries - this.#entriesBefore;
      this.#give({ kind: 'statement-end', statement: this.#statements, entries });
      this.#statements += 1;
    } else if (level === 'message' && !this.#hasHead) refuseMissing(container, 'GrpHdr');
  }

  end(): void {
    if (!this.#hasHead) refuseMissing(this.#place, 'GrpHdr');
    this.#give({ kind: 'end', statements: this.#statements, entries: this.#entries });
  }

  #groupHeader(element: XmlElement): void {
    this.#hasHead = true;
    this.#give({
      kind: 'head',
      message: this.#message,
      version: this.#version,
      messageId: requiredText(element, element.at('MsgId'), 'MsgId'),
      createdAt: requiredText(element, element.at('CreDtTm'), 'CreDtTm'),
    });
  }

  #flushHead(): void {
    if (this.#head !== undefined) this.#give(this.#head.item());
    this.#head = undefined;
  }

  /** The open entry; what stands before its details is complete by the time that it is asked for. */
  #begun(): readonly [CamtEntry, DetailTotals] {
    if (this.#entry === undefined || this.#totals === undefined) {
      const entry = entryOf(this.#fields, this.#place, this.#statements, this.#entries);
      this.#give({ kind: 'entry', entry });
      [this.#entry, this.#totals] = [entry, new DetailTotals(entry)];
    }
    return [this.#entry, this.#totals];
  }
}

type Level = 'document' | 'message' | 'statement' | 'entry' | 'details';

/** Children of Ntry that are read; each stands there once at most. */
const FIELDS: ReadonlySet<string> = new Set([
  ...['NtryRef', 'Amt', 'CdtDbtInd', 'RvslInd', 'Sts', 'BookgDt', 'ValDt', 'AcctSvcrRef', 'BkTxCd'],
]);

const readingOf = (namespace: string, give: (item: CamtItem) => void): Reading | undefined => {
  const { message = '', version = '' } = messageNameOf(namespace) ?? {};
  if (!isMessage(message) || version < VERSION_MIN || version > VERSION_MAX) return undefined;
  const [root, statement] = MESSAGES[message];
  const levels = new Map<string, Level>([
    ['Document', 'document'],
    [`Document/${root}`, 'message'],
    [`Document/${root}/${statement}`, 'statement'],
    [`Document/${root}/${statement}/Ntry`, 'entry'],
    [`Document/${root}/${statement}/Ntry/NtryDtls`, 'details'],
  ]);
  const reading = new CamtReading(message, version, give);
  const levelOf = ({ path }: Container): Level => levels.get(path) ?? 'document';
  return {
    plan: {
      containers: new Set(levels.keys()),
      repeated: new Set([statement, 'Ntry', 'NtryDtls', 'TxDtls', 'Bal']),
      skipped: new Set(['SplmtryData']),
    },
    listener: {
      open: (container) => reading.open(levelOf(container), container),
      record: (element, parent) => reading.record(levelOf(parent), element),
      close: (container) => reading.close(levelOf(container), container),
    },
    end: () => reading.end(),
  };
};

/**
 * A bank's account report, statement or notification (camt.052, .053, .054; versions .02 to .14) as items in the order of the file. It says
 * what stands there: only entries with the status BOOK have moved money. @throws BadFile
 */
export const readCamt = (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<CamtItem> =>
  readXml(chunks, readingOf);

/** The same for a file that is pushed in pieces. */
export const camtPieces = (): XmlPieces<CamtItem> => new XmlPieces(readingOf);
