import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { partsOf, read, readOne, refusal } from './read.ts';

/** A message with one opening and one closing balance around some lines. */
const message = (
  lines: readonly string[],
  { opening = 'C240101EUR1000,', closing = 'C240131EUR1000,', number = '1/1', end = '-' } = {},
): string =>
  [':20:STARTUMS', ':25:10020030/1234567', `:28C:${number}`, `:60F:${opening}`, ...lines, `:62F:${closing}`, end]
    .filter((line) => line !== '')
    .join('\r\n');

const line = (fields: string, options = {}) => readOne('mt940', message([`:61:${fields}`], options)).lines[0];

describe('the marks of MT940', () => {
  test('C and RD come in, D and RC go out: 50, -50, -30 and 30 from 1000 to 1000', () => {
    const file = message([
      ':61:2401020102C50,NTRFONE',
      ':61:2401020102RC50,NTRFONE',
      ':61:2401030103D30,NTRFTWO',
      ':61:2401030103RD30,NTRFTWO',
    ]);
    const { lines } = readOne('mt940', file);
    expect(lines.map(({ amount, reversal }) => [amount, reversal])).toEqual([
      [5000n, false],
      [-5000n, true],
      [-3000n, false],
      [3000n, true],
    ]);
  });

  test('with a funds code behind them mean the same', () => {
    const file = message([
      ':61:2401020102CR50,NTRFX',
      ':61:2401020102DR50,NTRFX',
      ':61:240102RCR50,NTRFX',
      ':61:240102RDR50,NTRFX',
    ]);
    expect(readOne('mt940', file).lines.map(({ amount }) => amount)).toEqual([5000n, -5000n, -5000n, 5000n]);
  });

  test('EC and ED are only expected, and count in no balance', () => {
    const { lines } = readOne('mt940', message([':61:240102EC999,NTRFX', ':61:240102ED1,NTRFX']));
    expect(lines.map(({ state, amount }) => [state, amount])).toEqual([
      ['pending', 99900n],
      ['pending', -100n],
    ]);
  });
});

describe('the entry date', () => {
  test.each([
    ['2401020102', '2024-01-02', '2024-01-02'],
    ['2312291229', '2023-12-29', '2023-12-29'],
    ['2401021229', '2023-12-29', '2024-01-02'],
    ['2312290102', '2024-01-02', '2023-12-29'],
    ['2403010229', '2024-02-29', '2024-03-01'],
    ['2402290301', '2024-03-01', '2024-02-29'],
    ['240229', '2024-02-29', '2024-02-29'],
    ['8001010101', '1980-01-01', '1980-01-01'],
    ['7912311231', '2079-12-31', '2079-12-31'],
  ])('of %s is in the year nearest to the value date', (dates, booked, value) => {
    const { bookedOn, valueOn } = line(`${dates}C1,NTRFX`, { closing: 'C240131EUR1001,' }) ?? {};
    expect([bookedOn, valueOn]).toEqual([booked, value]);
  });

  test.each(['2303010229', '2401021332', '240230', '2400010101'])('%s is no day near by, and refused', (dates) => {
    expect(refusal('mt940', message([`:61:${dates}C1,NTRFX`]))).toBe('value@5');
  });
});

describe('references', () => {
  test.each([
    ['NTRFA/B/C//BANK/7', 'A/B/C', 'BANK/7'],
    ['NTRFA/B/C', 'A/B/C', undefined],
    ['NTRFNONREF//B1', undefined, 'B1'],
    ['NTRF//B1', undefined, 'B1'],
    ['NTRFA//B//C', 'A', 'B//C'],
    ['NTRF0000000123', '0000000123', undefined],
  ])('%s: only two slashes end the reference of the owner', (text, owner, bank) => {
    const read = line(`240102C1,${text}`, { closing: 'C240131EUR1001,' });
    expect([read?.ownerReference, read?.bankReference, read?.code]).toEqual([owner, bank, 'NTRF']);
  });

  test('supplementary details are remittance, and no part of the reference', () => {
    const { lines } = readOne(
      'mt940',
      message([':61:240102C1,NTRFREF//BANK', '/OCMT/USD12,34/'], { closing: 'C240131EUR1001,' }),
    );
    expect(lines[0]).toMatchObject({ ownerReference: 'REF', bankReference: 'BANK', remittance: '/OCMT/USD12,34/' });
  });
});

describe('what :86: tells', () => {
  const told = (...lines: readonly string[]) =>
    readOne(
      'mt940',
      message([':61:240102C1,NTRFNONREF', `:86:${lines[0]}`, ...lines.slice(1)], { closing: 'C240131EUR1001,' }),
    ).lines[0];

  test('in the German structure: end-to-end id over the ends of lines, name, account, remittance', () => {
    expect(
      told(
        '166?00GUTSCHRIFT?10931?20EREF+INV-2024-',
        '0001?21KREF+K7?22SVWZ+Thank you',
        '?30GENODEF1?31DE02?32Erika ?33Muster',
      ),
    ).toMatchObject({
      endToEndId: 'INV-2024-0001',
      ownerReference: 'K7',
      counterparty: 'Erika Muster',
      counterpartyAccount: 'DE02',
      remittance: 'Thank you',
    });
  });

  test('in the Dutch structure', () => {
    expect(
      told('/TRTP/SEPA OVERBOEKING/IBAN/NL44RABO/BIC/RABONL2U/NAME/J. JANSEN/REMI/USTD//Invoice', ' 7/EREF/E2E 7/'),
    ).toMatchObject({
      endToEndId: 'E2E 7',
      counterparty: 'J. JANSEN',
      counterpartyAccount: 'NL44RABO',
      remittance: 'Invoice 7',
    });
  });

  test('without a structure it is remittance; NOTPROVIDED is no id', () => {
    expect(told('INVOICE 7', 'SECOND LINE')).toMatchObject({
      remittance: 'INVOICE 7 SECOND LINE',
      endToEndId: undefined,
    });
    expect(told('/EREF/NOTPROVIDED//REMI/USTD//x/')).toMatchObject({ endToEndId: undefined, remittance: 'x' });
  });

  test('of the whole statement, behind its closing balance, is of no line', () => {
    const file = `${message([':61:240102C1,NTRFX'], { closing: 'C240131EUR1001,', end: '' })}\r\n:64:C240131EUR900,\r\n:86:CLOSING WORDS\r\n-`;
    const { lines, end } = readOne('mt940', file);
    expect(lines[0]?.remittance).toBeUndefined();
    expect(end.available).toEqual({ amount: 90000n, on: '2024-01-31' });
  });
});

describe('amounts', () => {
  test.each([
    ['JPY', '1000,', 1000n],
    ['JPY', '1000,00', 1000n],
    ['KWD', '1,234', 1234n],
    ['KWD', '1,23', 1230n],
    ['KWD', '1,2340', 1234n],
    ['CLF', '0,0001', 1n],
    ['HUF', '1,01', 101n],
    ['IDR', '1,01', 101n],
    ['EUR', '0,29', 29n],
    ['EUR', '8,2', 820n],
    ['EUR', '1,15', 115n],
    ['EUR', '9007199254740993,01', 900719925474099301n],
  ])('%s %s are exact', (currency, text, minor) => {
    const opening = `C240101${currency}0,`;
    expect(line(`240102C${text}NTRFX`, { opening, closing: `C240131${currency}${text}` })?.amount).toBe(minor);
  });

  test.each([
    ['EUR', '1,234'],
    ['JPY', '1,5'],
    ['EUR', '1.50'],
    ['EUR', '150'],
    ['EUR', ',50'],
    ['EUR', '1.000,50'],
    ['EUR', '1,5,0'],
  ])('%s %s is refused', (currency, text) => {
    const balance = `C240101${currency}0,`;
    expect(refusal('mt940', message([`:61:240102C${text}NTRFX`], { opening: balance, closing: balance }))).toBe(
      'value@5',
    );
  });

  test('a balance of D is below zero', () => {
    const { head, end } = readOne(
      'mt940',
      message([':61:240102D5,NTRFX'], { opening: 'D240101EUR1,', closing: 'D240131EUR6,' }),
    );
    expect([head.opening?.amount, end.closing?.amount]).toEqual([-100n, -600n]);
  });
});

const twoPages = [
  ':20:A\n:25:ACC\n:28C:7/1\n:60F:C240101EUR10,\n:61:240102C5,NTRFX\n:62M:C240102EUR15,\n-\n',
  ':20:B\n:25:ACC\n:28C:7/2\n:60M:C240102EUR15,\n:61:240103D1,NTRFY\n:62F:C240103EUR14,\n-\n',
].join('');

describe('a statement', () => {
  test('over two pages is one', () => {
    const { head, lines, end } = readOne('mt940', twoPages);
    expect([head.opening?.amount, lines.length, end.closing?.amount]).toEqual([1000n, 2, 1400n]);
  });

  test.each([
    ['page 2 alone', twoPages.slice(twoPages.indexOf(':20:B')), 'structure@4'],
    ['page 1 alone', twoPages.slice(0, twoPages.indexOf(':20:B')), 'cut@7'],
    ['page 3 behind page 1', twoPages.replace('7/2', '7/3'), 'structure@11'],
    ['a page that opens elsewhere', twoPages.replace(':60M:C240102EUR15,', ':60M:C240102EUR16,'), 'totals@11'],
    ['a page of another account', twoPages.replace(/:25:ACC(?=\n:28C:7\/2)/, ':25:OTHER'), 'structure@11'],
    ['a sum that does not hold', twoPages.replace('EUR14,', 'EUR13,'), 'totals@13'],
    ['a line outside of balances', message([]).replace(':60F', ':61:240102C1,NTRFX\r\n:60F'), 'structure@4'],
    ['two currencies', message([], { closing: 'C240131USD1000,' }), 'value@5'],
    ['a currency that is none', message([], { opening: 'C240101XYZ0,', closing: 'C240131XYZ0,' }), 'value@4'],
    ['gold', message([], { opening: 'C240101XAU0,', closing: 'C240131XAU0,' }), 'value@4'],
    ['no closing balance', message([]).replace(/:62F.*\r\n/, ''), 'cut@5'],
    ['nothing', '', 'malformed@1'],
    ['another format', 'Date;Amount\n2024-01-01;5', 'malformed@1'],
    ['an unknown field', message([':99:X']), 'version@5'],
    ['a control character', message([':61:240102C1,NTRFX\u0000']), 'encoding@5'],
    ['a line without an end', `:20:${'A'.repeat(5000)}`, 'bounds@1'],
  ])('is refused for %s', (_what, file, expected) => {
    expect(refusal('mt940', file)).toBe(expected);
  });

  test('after another of its account opens where that one closed, else one between them is missing', () => {
    const next = (opening: string) => `${message([])}\r\n${message([], { opening, closing: opening, number: '2/1' })}`;
    expect(read('mt940', next('C240131EUR1000,'))).toHaveLength(2);
    expect(refusal('mt940', next('C240131EUR1001,'))).toBe('totals@11');
  });

  test("comes in SWIFT's envelope, with a bank's header, and without the closing dash", () => {
    const plain = partsOf('mt940', message([':61:240102C0,01NTRFX'], { closing: 'C240131EUR1000,01' })).map(
      ({ kind }) => kind,
    );
    for (const file of [
      `{1:F01BANKDEFFXXXX0000000000}{2:O9400000}{4:\r\n${message([':61:240102C0,01NTRFX'], { closing: 'C240131EUR1000,01', end: '' })}\r\n-}{5:{CHK:0}}`,
      `ABNANL2A\r\n940\r\nABNANL2A\r\n${message([':61:240102C0,01NTRFX'], { closing: 'C240131EUR1000,01' })}`,
      message([':61:240102C0,01NTRFX'], { closing: 'C240131EUR1000,01', end: '' }),
    ])
      expect(partsOf('mt940', file).map(({ kind }) => kind)).toEqual(plain);
  });

  test.each([
    ['UTF-8', Buffer.from(message([':61:240102C1,NTRFX', ':86:Müller'], { closing: 'C240131EUR1001,' }), 'utf8')],
    [
      'a code page of Windows',
      Buffer.from(message([':61:240102C1,NTRFX', ':86:Müller'], { closing: 'C240131EUR1001,' }), 'latin1'),
    ],
  ])('is read in %s', (_encoding, file) => {
    expect(readOne('mt940', file).lines[0]?.remittance).toBe('Müller');
  });

  test('that goes on in another encoding than it began is refused', () => {
    const [utf8, latin] = (['utf8', 'latin1'] as const).map((encoding) => Buffer.from(':86:ü\r\n', encoding));
    const begin = Buffer.from(':20:A\r\n:25:A\r\n:28C:1\r\n:60F:C240101EUR1,\r\n:61:240102C1,NTRFX\r\n');
    expect(refusal('mt940', Buffer.concat([begin, utf8 as Buffer, latin as Buffer]))).toBe('encoding@7');
  });

  test('gives the same parts in pieces of any size, and none of its beginnings is taken', () => {
    const file = Buffer.from(twoPages);
    const whole = partsOf('mt940', file);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: file.length }), (size) =>
        expect(partsOf('mt940', file, size)).toEqual(whole),
      ),
    );
    const enough = twoPages.indexOf(':62F:C240103EUR14,') + ':62F:C240103EUR14,'.length;
    for (let end = 0; end < enough; end += 1) expect(refusal('mt940', file.subarray(0, end))).not.toBe('taken');
  });
});
