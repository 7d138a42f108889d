import { parseIban } from '../../values/iban.ts';
import { BadFile } from '../bad-file.ts';
import type { XmlElement } from '../xml/element.ts';
import type { CamtAccount, CamtBalance, CamtItem, CamtSummary, Place } from './camt.ts';
import { booleanOf, countOf, dayOf, directionOf, moneyOf, refuseMissing, requiredText, setOnce } from './fields.ts';

/** Balances of one statement; a bank gives a dozen. */
const BALANCES_MAX = 1_000;

/** Children of a statement that are read; all but balances stand there once. */
export const STATEMENT_FIELDS: ReadonlySet<string> = new Set([
  ...['Id', 'StmtPgntn', 'NtfctnPgntn', 'RptPgntn', 'ElctrncSeqNb', 'LglSeqNb', 'FrToDt', 'Acct', 'Bal', 'TxsSummry'],
]);

const accountOf = (element: XmlElement | undefined): CamtAccount => {
  const written = element?.textAt('Id', 'IBAN')?.trim();
  const parsed = written === undefined ? undefined : parseIban(written);
  const bank = element?.at('Svcr', 'FinInstnId');
  return {
    iban: parsed?.kind === 'iban' ? parsed.iban : undefined,
    other: parsed?.kind === 'iban' ? undefined : (written ?? element?.textAt('Id', 'Othr', 'Id')),
    currency: element?.textAt('Ccy'),
    bic: bank?.textAt('BICFI') ?? bank?.textAt('BIC'),
  };
};

const balanceOf = (element: XmlElement): CamtBalance => {
  const kind = element.at('Tp', 'CdOrPrtry');
  const direction = element.at('CdtDbtInd');
  return {
    type: requiredText(element, kind?.at('Cd') ?? kind?.at('Prtry'), 'Tp'),
    amount: moneyOf(element.at('Amt') ?? refuseMissing(element, 'Amt')),
    direction: directionOf(direction ?? refuseMissing(element, 'CdtDbtInd')),
    date: dayOf(element.at('Dt')),
  };
};

const summaryOf = (element: XmlElement): CamtSummary => {
  const count = element.at('TtlNtries', 'NbOfNtries');
  return {
    line: element.line,
    pointer: element.pointer,
    count: count === undefined ? undefined : countOf(count),
    credits: element.textAt('TtlCdtNtries', 'Sum')?.trim(),
    debits: element.textAt('TtlDbtNtries', 'Sum')?.trim(),
  };
};

/** What stands of a statement, report or notification before its entries. */
export class CamtStatementHead {
  readonly #place: Place;
  readonly #index: number;
  readonly #fields = new Map<string, XmlElement>();
  readonly #balances: CamtBalance[] = [];
  constructor(place: Place, index: number) {
    this.#place = place;
    this.#index = index;
  }

  add(element: XmlElement): void {
    if (element.name !== 'Bal') setOnce(this.#fields, element);
    else if (this.#balances.length < BALANCES_MAX) this.#balances.push(balanceOf(element));
    else throw new BadFile('bounds', element, 'A statement has more balances than any of its kind.');
  }

  item(): Extract<CamtItem, { readonly kind: 'statement' }> {
    const fields = this.#fields;
    const pages = fields.get('StmtPgntn') ?? fields.get('NtfctnPgntn') ?? fields.get('RptPgntn');
    const last = pages?.at('LastPgInd');
    const period = fields.get('FrToDt');
    const summary = fields.get('TxsSummry');
    return {
      kind: 'statement',
      index: this.#index,
      line: this.#place.line,
      id: requiredText(this.#place, fields.get('Id'), 'Id'),
      account: accountOf(fields.get('Acct')),
      balances: this.#balances,
      electronicSequence: fields.get('ElctrncSeqNb')?.text.trim(),
      legalSequence: fields.get('LglSeqNb')?.text.trim(),
      page:
        pages === undefined
          ? undefined
          : {
              number: requiredText(pages, pages.at('PgNb'), 'PgNb'),
              last: last === undefined ? refuseMissing(pages, 'LastPgInd') : booleanOf(last),
            },
      from: dayOf(period?.at('FrDtTm') ?? period?.at('FrDt')),
      to: dayOf(period?.at('ToDtTm') ?? period?.at('ToDt')),
      summary: summary === undefined ? undefined : summaryOf(summary),
    };
  }
}
