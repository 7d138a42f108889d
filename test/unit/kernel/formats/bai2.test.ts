import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { partsOf, read, readOne, refusal } from './read.ts';

interface Parts {
  readonly group?: string;
  readonly account?: string;
  readonly details?: readonly string[];
  /** Algebraic sum of the amounts as they are written. */
  readonly total?: string;
}

/** A file of one account, whose trailers count what is there. */
const file = ({
  group = '240131,,USD,2',
  account = 'ACC,USD,010,1000,,,015,1000,,',
  details = [],
  total = '2000',
}: Parts): string => {
  const records = details.length;
  return [
    '01,SENDER,RECEIVER,240201,0600,1,,,2/',
    `02,RECEIVER,BANK,1,${group}/`,
    `03,${account}/`,
    ...details,
    `49,${total},${records + 2}/`,
    `98,${total},1,${records + 4}/`,
    `99,${total},1,${records + 6}/`,
    '',
  ].join('\n');
};

const detail = (text: string, parts: Parts = {}) =>
  readOne('bai2', file({ account: 'ACC,USD', details: [text], ...parts })).lines[0];

describe('a detail of BAI2', () => {
  test('has its sign from the type code: 475 is a check paid, 195 a transfer that came', () => {
    expect(detail('16,475,1500,,REF,1001,CHECK', { total: '1500' })?.amount).toBe(-1500n);
    expect(detail('16,195,1500,,REF,1001,WIRE', { total: '1500' })?.amount).toBe(1500n);
    expect(detail('16,935,1500,,REF,1001,OWN CREDIT', { total: '1500' })?.amount).toBe(1500n);
    expect(detail('16,970,1500,,REF,1001,OWN DEBIT', { total: '1500' })?.amount).toBe(-1500n);
  });

  test('takes another one back by its type code: 252 gives back, 552 takes back', () => {
    expect(detail('16,252,10,,,,', { total: '10' })).toMatchObject({ amount: 10n, reversal: true });
    expect(detail('16,552,10,,,,', { total: '10' })).toMatchObject({ amount: -10n, reversal: true });
    expect(detail('16,195,10,,,,', { total: '10' })?.reversal).toBe(false);
  });

  test.each([
    ['none', '16,195,1500,,BANK,OWN,TEXT/', undefined],
    ['Z', '16,195,1500,Z,BANK,OWN,TEXT', undefined],
    ['0', '16,195,1500,0,BANK,OWN,TEXT', undefined],
    ['S with three amounts', '16,195,1500,S,500,900,100,BANK,OWN,TEXT', undefined],
    ['V with a value date and a time', '16,195,1500,V,240202,0900,BANK,OWN,TEXT', '2024-02-02'],
    ['V with a value date alone', '16,195,1500,V,240202,,BANK,OWN,TEXT', '2024-02-02'],
    ['D with two pairs', '16,195,1500,D,2,0,1000,1,500,BANK,OWN,TEXT', undefined],
  ])('of funds type %s has its references in their places', (_type, text, valueOn) => {
    expect(detail(text, { total: '1500' })).toMatchObject({
      bankReference: 'BANK',
      ownerReference: 'OWN',
      remittance: 'TEXT',
      valueOn,
      bookedOn: '2024-01-31',
    });
  });

  test.each([
    ['over a continuation', ['16,195,5,,B,O,FIRST,WITH COMMA', '88,SECOND,THIRD/'], 'FIRST,WITH COMMA SECOND,THIRD'],
    ['only in a continuation', ['16,195,5,,B,O/', '88,TEXT'], 'TEXT'],
    ['with a slash inside', ['16,195,5,,B,O,A/B'], 'A/B'],
    ['that is empty', ['16,195,5,,B,O,/'], undefined],
  ])('has text %s', (_where, details, remittance) => {
    expect(readOne('bai2', file({ account: 'ACC,USD', details, total: '5' })).lines[0]).toMatchObject({
      bankReference: 'B',
      ownerReference: 'O',
      remittance,
    });
  });

  test('of no money is no line, and one that says no direction is refused', () => {
    expect(readOne('bai2', file({ account: 'ACC,USD', details: ['16,890,,,,,NEWS'], total: '0' })).lines).toEqual([]);
    expect(refusal('bai2', file({ account: 'ACC,USD', details: ['16,890,5,,,,NEWS'], total: '5' }))).toBe(
      'malformed@4',
    );
    expect(refusal('bai2', file({ account: 'ACC,USD', details: ['16,721,5,,,,LOAN'], total: '5' }))).toBe('version@4');
  });

  test.each([
    ['a point', '16,195,15.00,,,,', 'value@4'],
    ['a sign', '16,195,-15,,,,', 'value@4'],
    ['a value date that is none', '16,195,15,V,240230,,,,', 'value@4'],
    ['a funds type that is none', '16,195,15,X,,,', 'malformed@4'],
  ])('with %s is refused', (_what, text, expected) => {
    expect(refusal('bai2', file({ account: 'ACC,USD', details: [text], total: '15' }))).toBe(expected);
  });
});

describe('the currency and its scale', () => {
  test.each([
    ['of the account', '240131,,EUR,2', 'ACC,JPY', 'JPY'],
    ['of the group where the account has none', '240131,,JPY,2', 'ACC,', 'JPY'],
    ['USD where neither has one', '240131,,,2', 'ACC,', 'USD'],
  ])('is that %s, and 1500 stays 1500 of its smallest unit', (_where, group, account, currency) => {
    const { head, lines } = readOne('bai2', file({ group, account, details: ['16,195,1500,,,,'], total: '1500' }));
    expect([head.currency, lines[0]?.amount]).toEqual([currency, 1500n]);
  });
});

const whole = file({
  account: 'ACC,USD,010,1000,,,015,1300,,',
  details: ['16,195,500,,A,B,C', '16,475,200,,A,B,C'],
  total: '3000',
});

describe('a file of BAI2', () => {
  test('gives opening, lines and closing', () => {
    const { head, lines, end } = readOne('bai2', whole);
    expect([head.opening?.amount, lines.map(({ amount }) => amount), end.closing?.amount]).toEqual([
      1000n,
      [500n, -200n],
      1300n,
    ]);
  });

  test('of the same day is pending, and a correction says so', () => {
    expect(detail('16,195,5,,,,', { group: '240131,1200,USD,3', total: '5' })?.state).toBe('pending');
    expect(readOne('bai2', whole.replace('BANK,1,', 'BANK,3,')).head.corrects).toBe(true);
  });

  test('without details reports balances, which prove nothing', () => {
    const { end } = readOne('bai2', file({ account: 'ACC,USD,010,1000,,,015,1300,,', total: '2300' }));
    expect([end.opening, end.closing?.amount]).toEqual([undefined, 1300n]);
  });

  test('takes accounts and groups, and 03 over continuations', () => {
    const two = [
      '01,S,R,240201,0600,1,,,2/',
      '02,R,B,1,240131,,USD,2/',
      '03,ONE,USD/',
      '88,010,0,,,015,5,,/',
      '16,195,5,,,,/',
      '49,10,4/',
      '03,TWO,EUR,015,7,,/',
      '49,7,2/',
      '98,17,2,8/',
      '99,17,1,10/',
    ].join('\r\n');
    expect(read('bai2', two).map(({ head, end }) => [head.account, head.currency, end.closing?.amount])).toEqual([
      ['ONE', 'USD', 5n],
      ['TWO', 'EUR', 7n],
    ]);
  });

  test.each([
    ['the account total', whole.replace('49,3000', '49,3001'), 'totals@6'],
    ['the records of the account', whole.replace('49,3000,4', '49,3000,5'), 'totals@6'],
    ['the group total', whole.replace('98,3000', '98,3001'), 'totals@7'],
    ['the accounts of the group', whole.replace('98,3000,1', '98,3000,2'), 'totals@7'],
    ['the records of the group', whole.replace('98,3000,1,6', '98,3000,1,7'), 'totals@7'],
    ['the file total', whole.replace('99,3000', '99,3001'), 'totals@8'],
    ['the groups of the file', whole.replace('99,3000,1', '99,3000,2'), 'totals@8'],
    ['the records of the file', whole.replace('99,3000,1,8', '99,3000,1,9'), 'totals@8'],
    ['the closing balance', whole.replace('015,1300', '015,1301').replaceAll(',3000,', ',3001,'), 'totals@6'],
    ['a line that is lost', whole.replace('16,475,200,,A,B,C\n', ''), 'totals@5'],
    ['an order that is none', whole.replace(/03,.*\n/, ''), 'structure@3'],
    ['a version that is none', whole.replace(',,,2/', ',,,1/'), 'version@1'],
    ['a group that deletes', whole.replace('BANK,1,', 'BANK,2,'), 'version@2'],
    ['a group that tests', whole.replace('BANK,1,', 'BANK,4,'), 'version@2'],
    ['a day that is none', whole.replace('240131,,', '240132,,'), 'value@2'],
    ['a record that is none', whole.replace('16,475', '17,475'), 'malformed@5'],
    ['another format', ':20:X\n', 'malformed@1'],
    ['nothing', '', 'malformed@1'],
    ['a currency that is none', whole.replace('ACC,USD', 'ACC,XYZ'), 'value@3'],
    ['records behind its end', `${whole}01,S,R,240201,0600,1,,,2/\n`, 'structure@9'],
  ])('is refused for %s', (_what, text, expected) => {
    expect(refusal('bai2', text)).toBe(expected);
  });

  test('gives the same parts in pieces of any size, and none of its beginnings is taken', () => {
    const bytes = Buffer.from(whole);
    const parts = partsOf('bai2', bytes);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), (size) =>
        expect(partsOf('bai2', bytes, size)).toEqual(parts),
      ),
    );
    const enough = whole.lastIndexOf('/');
    for (let end = 0; end < enough; end += 1) expect(refusal('bai2', bytes.subarray(0, end))).not.toBe('taken');
  });
});
