import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { partsOf, read, readOne, refusal } from './read.ts';

const SGML = `OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

`;
const XML =
  '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n';

interface Transaction {
  readonly id?: string;
  readonly date?: string;
  readonly amount?: string;
  readonly more?: string;
}

const transaction = ({ id = 'F1', date = '20240102', amount = '12.50', more = '' }: Transaction = {}): string =>
  `<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>${date}<TRNAMT>${amount}<FITID>${id}${more}</STMTTRN>`;

const body = (transactions: string, { currency = 'EUR', closing = '112.50', more = '' } = {}): string =>
  `<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20240201<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>${currency}
<BANKACCTFROM><BANKID>100<ACCTID>ACC<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20240101<DTEND>20240131
${transactions}
</BANKTRANLIST>${more}<LEDGERBAL><BALAMT>${closing}<DTASOF>20240131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;

/** Closes every element, as XML wants it. */
const closed = (sgml: string): string => sgml.replace(/<([A-Z0-9]+)>([^<\n]+)/g, '<$1>$2</$1>');

const line = (one: Transaction, options = {}) => readOne('ofx', SGML + body(transaction(one), options)).lines[0];

describe('a transaction of OFX', () => {
  test('is the same in SGML and in XML', () => {
    const more = '<CHECKNUM>7<REFNUM>B9<NAME>Smith &amp; Sons<MEMO>Invoice 7';
    const [sgml, xml] = [SGML + body(transaction({ more })), XML + closed(body(transaction({ more })))].map((file) => {
      const { head, lines, end } = readOne('ofx', file);
      return { head, end: { ...end, at: 0 }, lines: lines.map((one) => ({ ...one, at: 0 })) };
    });
    expect(xml).toEqual(sgml);
    expect(sgml?.lines[0]).toMatchObject({
      amount: 1250n,
      bookedOn: '2024-01-02',
      code: 'CREDIT',
      uniqueId: 'F1',
      ownerReference: '7',
      bankReference: 'B9',
      counterparty: 'Smith & Sons',
      remittance: 'Invoice 7',
    });
    expect(sgml?.head).toMatchObject({ account: '100/ACC', currency: 'EUR', identity: '20240101-20240131' });
    expect(sgml?.end.closing).toEqual({ amount: 11250n, on: '2024-01-31' });
  });

  test.each([
    ['20231231200000[-5:EST]', '2023-12-31'],
    ['20231231200000.000[-5]', '2023-12-31'],
    ['20231231[-5:EST]', '2023-12-31'],
    ['20240101013000[+5.30:IST]', '2024-01-01'],
    ['20240101', '2024-01-01'],
    ['202401012359', '2024-01-01'],
    ['20240229', '2024-02-29'],
  ])('of %s is booked on the day as written', (date, day) => {
    expect(line({ date })?.bookedOn).toBe(day);
  });

  test.each(['20230229', '20241301', '2024010', '20240101250000', '2024-01-01', '20240101[EST'])(
    'of %s is refused',
    (date) => {
      expect(refusal('ofx', SGML + body(transaction({ date })))).toBe('value@15');
    },
  );

  test.each([
    ['EUR', '12,50', 1250n],
    ['EUR', '+12.5', 1250n],
    ['EUR', '-.29', -29n],
    ['EUR', '8.2', 820n],
    ['EUR', '1.15', 115n],
    ['EUR', '1.1500', 115n],
    ['JPY', '1000', 1000n],
    ['JPY', '1000.00', 1000n],
    ['KWD', '1.234', 1234n],
    ['EUR', '9007199254740993.01', 900719925474099301n],
  ])('of %s %s is exact', (currency, amount, minor) => {
    expect(line({ amount }, { currency, closing: '0' })?.amount).toBe(minor);
  });

  test.each([
    ['EUR', '1.234,56'],
    ['EUR', '1,234.56'],
    ['EUR', '1.234'],
    ['JPY', '1.5'],
    ['EUR', '1e2'],
    ['EUR', 'NaN'],
    ['EUR', '--1'],
    ['EUR', '.'],
  ])('of %s %s is refused', (currency, amount) => {
    expect(refusal('ofx', SGML + body(transaction({ amount }), { currency, closing: '0' }))).toBe('value@15');
  });

  test('in another currency is refused; one that only tells where it came from is not', () => {
    const of = (name: string) => SGML + body(transaction({ more: `<${name}><CURRATE>1.1<CURSYM>USD</${name}>` }));
    expect(refusal('ofx', of('CURRENCY'))).toBe('value@15');
    expect(readOne('ofx', of('ORIGCURRENCY')).lines[0]?.amount).toBe(1250n);
  });

  test('that corrects another one is refused, since what it corrects may be taken already', () => {
    expect(refusal('ofx', SGML + body(transaction({ more: '<CORRECTFITID>F0<CORRECTACTION>REPLACE' })))).toBe(
      'version@15',
    );
  });

  test('that is pending stands apart', () => {
    const pending =
      '<BANKTRANLISTP><DTASOF>20240131<STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20240130<TRNAMT>-9.99<NAME>SHOP</STMTTRNP></BANKTRANLISTP>';
    const { lines } = readOne('ofx', SGML + body(transaction(), { more: pending }));
    expect(lines.map(({ state, amount }) => [state, amount])).toEqual([
      ['booked', 1250n],
      ['pending', -999n],
    ]);
  });

  test('keeps a name of the payee apart from its own, and an empty element says nothing', () => {
    const more = '<MEMO><NAME>OWN<BANKACCTTO><BANKID>1<ACCTID>THEIRS<ACCTTYPE>CHECKING</BANKACCTTO>';
    expect(line({ more })).toMatchObject({ counterparty: 'OWN', counterpartyAccount: 'THEIRS', remittance: undefined });
  });
});

describe('a file of OFX', () => {
  const whole = SGML + body(transaction() + transaction({ id: 'F2' }));

  test('keeps equal transactions with ids of their own, and refuses one id twice', () => {
    expect(readOne('ofx', whole).lines).toHaveLength(2);
    expect(refusal('ofx', SGML + body(transaction() + transaction()))).toBe('structure@15');
  });

  test('may hold an account and a card', () => {
    const card = body(transaction())
      .replaceAll('STMTTRNRS', 'CCSTMTTRNRS')
      .replaceAll('STMTRS', 'CCSTMTRS')
      .replaceAll('BANKACCTFROM', 'CCACCTFROM')
      .replace('<BANKID>100', '');
    const both = SGML + body(transaction()).replace('</OFX>', '') + card.replace('<OFX>', '');
    expect(read('ofx', both).map(({ head }) => head.account)).toEqual(['100/ACC', 'ACC']);
  });

  test.each([
    ['1252', Buffer.from([0x80]), '€'],
    ['1252', Buffer.from([0xfc]), 'ü'],
    ['ISO-8859-1', Buffer.from([0xfc]), 'ü'],
  ])('with the charset %s is read by it', (charset, bytes, text) => {
    const [before = '', after = ''] = (SGML.replace('1252', charset) + body(transaction({ more: '<NAME>@' }))).split(
      '@',
    );
    const file = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
    expect(readOne('ofx', file).lines[0]?.counterparty).toBe(text);
  });

  test('in UTF-8 by its header or by its XML is read so, and refused where the bytes are something else', () => {
    const sgml = SGML.replace('USASCII', 'UTF-8').replace('1252', 'NONE') + body(transaction({ more: '<NAME>Łódź' }));
    expect(readOne('ofx', sgml).lines[0]?.counterparty).toBe('Łódź');
    const xml = XML + closed(body(transaction({ more: '<NAME>ü' })));
    expect(readOne('ofx', xml).lines[0]?.counterparty).toBe('ü');
    expect(refusal('ofx', Buffer.from(xml, 'latin1'))).toBe('encoding@7');
  });

  test.each([
    [
      'a document type',
      XML.replace('?>\n<?OFX', '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<?OFX') + closed(body(transaction())),
      'malformed@2',
    ],
    ['an entity of its own', XML + closed(body(transaction({ more: '<NAME>&a;' }))), 'malformed@7'],
    ['an attribute', XML + closed(body(transaction())).replace('<STMTTRN>', '<STMTTRN a="b">'), 'malformed@7'],
    ['a tag of XML that is not closed', XML + body(transaction()), 'malformed@3'],
    ['a tag that closes nothing', SGML + body('</FOO>'), 'malformed@15'],
    ['tags without end', SGML + body('<A>'.repeat(40)), 'bounds@15'],
    ['a text without end', SGML + body(`<A>${'x'.repeat(70_000)}`), 'bounds@15'],
    ['a reference to no character', SGML + body(transaction({ more: '<NAME>&#0;' })), 'encoding@15'],
    ['a transaction without an id', whole.replace('<FITID>F2', ''), 'malformed@15'],
    ['a transaction without an amount', whole.replace('<TRNAMT>12.50', ''), 'malformed@15'],
    ['no currency', whole.replace('<CURDEF>EUR', ''), 'value@12'],
    ['no account', whole.replace('<ACCTID>ACC', ''), 'malformed@15'],
    [
      'an error of the bank',
      whole.replace(
        '<STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO',
        '<STMTTRNRS><TRNUID>1<STATUS><CODE>2000<SEVERITY>ERROR',
      ),
      'malformed@12',
    ],
    ['investments', whole.replaceAll('STMTRS', 'INVSTMTRS'), 'version@12'],
    ['no statement', `${SGML}<OFX></OFX>`, 'malformed@11'],
    ['compression', whole.replace('COMPRESSION:NONE', 'COMPRESSION:GZIP'), 'version@1'],
    ['another header', `QIFHEADER:1\n<OFX></OFX>`, 'malformed@1'],
    ['another charset', whole.replace('CHARSET:1252', 'CHARSET:932'), 'encoding@1'],
    ['nothing', '', 'malformed@1'],
  ])('is refused for %s', (_what, file, expected) => {
    expect(refusal('ofx', file)).toBe(expected);
  });

  test('gives the same parts in pieces of any size, and none of its beginnings is taken', () => {
    for (const text of [
      whole,
      XML + closed(body(transaction({ more: '<MEMO><![CDATA[a < b]]></MEMO><!-- no --><NAME>x' }))),
    ]) {
      const bytes = Buffer.from(text);
      const parts = partsOf('ofx', bytes);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: bytes.length }), (size) =>
          expect(partsOf('ofx', bytes, size)).toEqual(parts),
        ),
      );
      for (let end = 0; end < bytes.length; end += 1) expect(refusal('ofx', bytes.subarray(0, end))).not.toBe('taken');
    }
  });
});
