import { describe, expect, test } from '@jest/globals';
import { LineIdentities } from '../../../../functions/kernel/formats/statement/line-identity.ts';
import { detectFormat } from '../../../../functions/kernel/formats/statement/open-reader.ts';
import { readOne, refusal } from './read.ts';

const statement = (number: string, ...lines: readonly string[]) =>
  [':20:A', ':25:ACC', `:28C:${number}`, ':60F:C240101EUR9,', ...lines, ':62F:C240131EUR9,'].join('\n');
const fee = ':61:240102D1,NCHGPARKING\n:61:240102C1,NCHGPARKING';

const identities = (file: string): readonly string[] => {
  const { head, lines } = readOne('mt940', file);
  const names = new LineIdentities();
  return lines.map((line) => names.of(head, line));
};

describe('the identity of a line', () => {
  test('is its own for each of equal lines of a file, and the same when the file comes again', () => {
    const three = statement('1', fee, fee, fee);
    const first = identities(three);
    expect(new Set(first).size).toBe(6);
    expect(identities(three)).toEqual(first);
  });

  test('is another in another statement, account or currency', () => {
    const one = statement('1', fee);
    const others = [statement('2', fee), one.replace('ACC', 'B'), one.replaceAll('EUR', 'USD')];
    const all = [one, ...others].flatMap((file) => identities(file));
    expect(new Set(all).size).toBe(8);
  });

  test('is what the bank promises to be unique, whatever else changes', () => {
    const file = (memo: string) =>
      `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>A</BANKACCTFROM><BANKTRANLIST><STMTTRN><DTPOSTED>20240101<TRNAMT>1<FITID>7<MEMO>${memo}</STMTTRN></BANKTRANLIST></STMTRS></OFX>`;
    const [a, b] = ['one', 'two'].map((memo) => {
      const { head, lines } = readOne('ofx', file(memo));
      return lines.map((line) => new LineIdentities().of(head, line));
    });
    expect(a).toEqual(b);
  });
});

test.each([
  ['mt940', statement('1', fee).replace('ACC', 'A'.repeat(257))],
  ['bai2', `01,S,R,240201,0600,1,,,2/\n02,R,S,1,240201,,EUR,2/\n03,${'A'.repeat(257)},EUR,010,9,,/\n`],
  [
    'ofx',
    `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>${'A'.repeat(257)}</BANKACCTFROM><BANKTRANLIST><STMTTRN><DTPOSTED>`,
  ],
  [
    'camt',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>m</MsgId><CreDtTm>t</CreDtTm></GrpHdr><Stmt><Id>${'i'.repeat(257)}</Id><Acct><Id><Othr><Id>A</Id></Othr></Id><Ccy>EUR</Ccy></Acct><Ntry>`,
  ],
] as const)(
  'a file of %s whose account or statement has an endless name is refused before its first line: each line is known by it',
  (format, file) => {
    expect(refusal(format, file)).toMatch(/^bounds@/);
  },
);

describe('the format of a file', () => {
  test.each([
    ['mt940', statement('1')],
    ['mt940', `{1:F01X}{2:I940X}{4:\n${statement('1')}`],
    ['bai2', '01,SENDER,RECEIVER,240201,0600,1,,,2/'],
    ['ofx', 'OFXHEADER:100\n'],
    ['ofx', '\u00ef\u00bb\u00bfOFXHEADER:100\n'],
    ['ofx', '<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?>'],
    [undefined, 'Date,Amount\n'],
    ['camt', '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'],
    [undefined, '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">'],
    [undefined, ''],
  ])('is %s by its beginning', (format, beginning) => {
    expect(detectFormat(Buffer.from(beginning, 'latin1'))).toBe(format);
  });
});
