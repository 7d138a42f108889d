import { describe, expect, test } from '@jest/globals';
import type { CamtItem } from '../../../../functions/kernel/formats/iso20022/camt.ts';
import { readCamt } from '../../../../functions/kernel/formats/iso20022/read-camt.ts';
import { all, inChunks } from '../../../support/chunks.ts';
import { camt, detail, entry, statement } from './camt-files.ts';

const read = (file: string, size?: number) => all(readCamt(inChunks(file, size)));
const of = <Kind extends CamtItem['kind']>(items: readonly CamtItem[], kind: Kind) =>
  items.filter((item): item is Extract<CamtItem, { readonly kind: Kind }> => item.kind === kind);
const entriesOf = async (entries: string, version = '08') =>
  of(await read(camt([statement(entries)], 'camt.053', version)), 'entry').map((item) => item.entry);
const VERSIONS = Array.from({ length: 13 }, (_, index) => String(index + 2).padStart(2, '0'));

describe('a camt file', () => {
  test.each(VERSIONS)('of version %s is read, its status in either form', async (version) => {
    const [one] = await entriesOf(entry({}, version), version);
    expect(one).toMatchObject({
      ...{ status: 'BOOK', direction: 'credit', amount: { minor: 1234n, currency: 'EUR' }, reversal: false },
      ...{ bookingDate: '2026-11-30', valueDate: '2026-12-01', bankReference: 'B-1', reference: '1', index: 0 },
      code: { domain: 'PMNT', family: 'RCDT', subFamily: 'ESCT' },
    });
  });

  test.each(['camt.052', 'camt.053', 'camt.054'] as const)(
    '%s gives its head, account and ids as text',
    async (message) => {
      const items = await read(camt([statement(entry())], message));
      expect(items.map(({ kind }) => kind)).toEqual([
        'head',
        'statement',
        'entry',
        'entry-end',
        'statement-end',
        'end',
      ]);
      expect(items[0]).toEqual({
        ...{ kind: 'head', message, version: '08', messageId: '0000000123', createdAt: '2026-11-30T10:00:00+01:00' },
      });
      expect(items[1]).toMatchObject({ id: 'S-1', account: { iban: 'DE89370400440532013000', currency: 'EUR' } });
    },
  );

  test('with a prefix for its namespace, with comments and with CDATA says the same', async () => {
    const plain = camt([statement(entry())], 'camt.054');
    const dressed = plain
      .replaceAll(/<(\/?)([A-Z])/g, '<$1n:$2')
      .replace('xmlns=', 'xmlns:n=')
      .replace('>0000000123<', '><!-- an id --><![CDATA[0000000123]]><');
    const values = (items: readonly CamtItem[]) =>
      JSON.stringify(items, (key, value) => (key === 'line' ? 0 : typeof value === 'bigint' ? `${value}` : value));
    expect(values(await read(dressed))).toBe(values(await read(plain)));
  });

  test('takes nothing from elements of another namespace, and goes on behind them in its own', async () => {
    const plain = entry({ reversal: 'false' });
    const [mark, status] = ['<RvslInd>false</RvslInd>', '<Sts>'];
    const foreign = [
      plain.replace(mark, '<x:RvslInd xmlns:x="urn:other">true</x:RvslInd>'),
      plain.replace(mark, '<RvslInd xmlns="urn:other">true</RvslInd>'),
      plain.replace(status, `<Odd xmlns="urn:other"><RvslInd>true</RvslInd></Odd>${status}`),
    ];
    for (const each of foreign) {
      expect(each).not.toBe(plain);
      expect(await entriesOf(each + plain)).toMatchObject([
        { reversal: false, status: 'BOOK' },
        { reversal: false, status: 'BOOK' },
      ]);
    }
    const late = plain.replace(mark, '<Odd xmlns:q="urn:other"/><q:RvslInd/>');
    await expect(entriesOf(late)).rejects.toMatchObject({ fault: 'malformed' });
  });

  test('is the same in chunks of one byte, of seven, and in one', async () => {
    const file = camt([
      statement(entry({ details: `<NtryDtls>${detail('<AddtlTxInf>Grüße €</AddtlTxInf>')}</NtryDtls>` })),
    ]);
    const whole = await read(file, file.length * 4);
    expect(await read(file, 1)).toEqual(whole);
    expect(await read(file, 7)).toEqual(whole);
  });

  test('keeps pending money apart from booked money, overdrawn balance and all', async () => {
    const balance =
      '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal>';
    const entries =
      entry() + entry({ amount: '999.00', status: 'PDNG' }) + entry({ status: 'INFO' }) + entry({ status: 'FUTR' });
    const items = await read(camt([statement(entries, balance)]));
    expect(of(items, 'entry').map(({ entry: { status, amount } }) => `${status} ${amount.minor}`)).toEqual([
      ...['BOOK 1234', 'PDNG 99900', 'INFO 1234', 'FUTR 1234'],
    ]);
    expect(of(items, 'statement')[0]?.balances).toEqual([
      { type: 'CLBD', amount: { minor: 5000n, currency: 'EUR' }, direction: 'debit', date: '2026-11-30' },
    ]);
  });

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    [undefined, false],
  ])('keeps a direction as it stands, and the mark of a reversal (%s) beside it', async (written, reversal) => {
    const marked = written === undefined ? {} : { reversal: written };
    const [credit, debit] = await entriesOf(entry({ ...marked }) + entry({ ...marked, direction: 'DBIT' }));
    expect([credit?.direction, credit?.reversal]).toEqual(['credit', reversal]);
    expect([debit?.direction, debit?.reversal]).toEqual(['debit', reversal]);
  });

  test.each([
    ['0.29', 'EUR', 29n],
    ['8.2', 'EUR', 820n],
    ['1.15', 'EUR', 115n],
    ['1000', 'JPY', 1000n],
    ['1.234', 'KWD', 1234n],
    ['1.23', 'KWD', 1230n],
    ['9999999999999999.99', 'EUR', 999_999_999_999_999_999n],
    ['0', 'EUR', 0n],
  ])('reads %s %s as %s minor units', async (amount, currency, minor) => {
    expect((await entriesOf(entry({ amount, currency })))[0]?.amount).toEqual({ minor, currency });
  });

  test.each([
    ['<BookgDt><Dt>2026-03-01+01:00</Dt></BookgDt>', '2026-03-01'],
    ['<BookgDt><Dt>2026-03-01Z</Dt></BookgDt>', '2026-03-01'],
    ['<BookgDt><DtTm>2026-03-01T00:30:00+02:00</DtTm></BookgDt>', '2026-03-01'],
    ['<BookgDt><DtTm>2026-03-01T23:30:00.123Z</DtTm></BookgDt>', '2026-03-01'],
    ['', undefined],
  ])('takes the booking day of %s as it is written', async (dates, day) => {
    expect((await entriesOf(entry({ dates })))[0]?.bookingDate).toBe(day);
  });
});

describe('details of an entry', () => {
  const amount = (text: string, currency = 'EUR') => `<Amt Ccy="${currency}">${text}</Amt>`;
  const ended = async (details: string, one: Parameters<typeof entry>[0] = {}) => {
    const items = await read(camt([statement(entry({ ...one, details: `<NtryDtls>${details}</NtryDtls>` }))]));
    const [end] = of(items, 'entry-end');
    return [end?.details, end?.sum];
  };

  test('add up to their entry, or are information only', async () => {
    expect(await ended(detail(amount('10.00')) + detail(amount('2.34')))).toEqual([2, 'equal']);
    expect(await ended(detail('') + detail('') + detail(''))).toEqual([3, 'none']);
    expect(await ended(detail(amount('10.00')) + detail(''))).toEqual([2, 'other']);
    expect(await ended(detail(amount('12.00')))).toEqual([1, 'other']);
    expect(await ended(detail(amount('12.34', 'USD')))).toEqual([1, 'other']);
    expect(
      await ended(
        detail(`${amount('20.00')}<CdtDbtInd>CRDT</CdtDbtInd>`) +
          detail(`${amount('7.66')}<CdtDbtInd>DBIT</CdtDbtInd>`),
      ),
    ).toEqual([2, 'equal']);
  });

  test('of old versions have their amounts in AmtDtls; what was instructed is another amount', async () => {
    const old = `<AmtDtls><InstdAmt>${amount('15.00', 'USD')}</InstdAmt><TxAmt>${amount('12.34')}</TxAmt></AmtDtls>`;
    expect(await ended(detail(old))).toEqual([1, 'equal']);
    expect(await ended(detail(`<AmtDtls><InstdAmt>${amount('15.00', 'USD')}</InstdAmt></AmtDtls>`))).toEqual([
      1,
      'none',
    ]);
  });

  test.each([
    ['<Dbtr><Nm>Alice</Nm></Dbtr>', 'BIC'],
    ['<Dbtr><Pty><Nm>Alice</Nm></Pty></Dbtr>', 'BICFI'],
  ])('name parties, references and remittance in the form %s', async (party, bic) => {
    const content =
      '<Refs><MsgId>m</MsgId><AcctSvcrRef>a</AcctSvcrRef><PmtInfId>p</PmtInfId><InstrId>i</InstrId>' +
      '<EndToEndId>1234567890123456789012345</EndToEndId><TxId>t</TxId></Refs>' +
      `<RltdPties>${party}<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></RltdPties>` +
      `<RltdAgts><DbtrAgt><FinInstnId><${bic}>ABNANL2A</${bic}></FinInstnId></DbtrAgt></RltdAgts>` +
      '<RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>';
    const items = await read(camt([statement(entry({ details: `<NtryDtls>${detail(content)}</NtryDtls>` }))]));
    expect(of(items, 'detail')[0]?.detail).toMatchObject({
      pointer: '/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/NtryDtls[1]/TxDtls[1]',
      references: { endToEndId: '1234567890123456789012345', instructionId: 'i', paymentInformationId: 'p' },
      debtor: { name: 'Alice', iban: 'NL91ABNA0417164300', bic: 'ABNANL2A' },
      unstructured: ['one', 'two'],
      structured: ['RF18539007547034'],
    });
  });

  test('of money that comes back say why', async () => {
    const returned =
      '<RtrInf><OrgnlBkTxCd><Prtry><Cd>NTRF</Cd></Prtry></OrgnlBkTxCd><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></RtrInf>';
    const items = await read(camt([statement(entry({ details: `<NtryDtls>${detail(returned)}</NtryDtls>` }))]));
    expect(of(items, 'detail')[0]?.detail.returned).toEqual({
      ...{ code: 'AC04', proprietary: undefined, information: ['closed'] },
      originalCode: { domain: undefined, family: undefined, subFamily: undefined, proprietary: 'NTRF' },
    });
  });

  test('may be a batch of many, which no part of is kept back', async () => {
    const batch =
      '<Btch><MsgId>m-1</MsgId><PmtInfId>p-1</PmtInfId><NbOfTxs>2000</NbOfTxs><TtlAmt Ccy="EUR">20.00</TtlAmt></Btch>';
    const details = `<NtryDtls>${batch}${detail(amount('0.01')).repeat(2_000)}</NtryDtls>`;
    const items = await read(
      camt([statement(entry({ amount: '20.00', details, more: '<AddtlNtryInf>all</AddtlNtryInf>' }))]),
    );
    expect(of(items, 'batch')[0]?.batch).toMatchObject({ count: 2000, amount: { minor: 2000n }, messageId: 'm-1' });
    expect(of(items, 'entry-end')[0]).toMatchObject({ details: 2000, sum: 'equal', additionalInformation: 'all' });
  });
});

describe('several statements', () => {
  test('are told apart, with their pages, accounts and entries', async () => {
    const other = statement(entry(), '', 'S-2').replace(
      '<IBAN>DE89370400440532013000</IBAN>',
      '<Othr><Id>4711</Id></Othr>',
    );
    const paged = `<Id>S-1</Id><StmtPgntn><PgNb>2</PgNb><LastPgInd>false</LastPgInd></StmtPgntn><ElctrncSeqNb>7</ElctrncSeqNb>`;
    const items = await read(camt([statement(entry() + entry()).replace('<Id>S-1</Id>', paged), other, statement('')]));
    expect(
      of(items, 'statement').map(({ id, account, page, electronicSequence }) => [
        id,
        account.other,
        page?.number,
        page?.last,
        electronicSequence,
      ]),
    ).toEqual([
      ['S-1', undefined, '2', false, '7'],
      ['S-2', '4711', undefined, undefined, undefined],
      ['S-1', undefined, undefined, undefined, undefined],
    ]);
    expect(of(items, 'statement-end').map(({ entries }) => entries)).toEqual([2, 1, 0]);
    expect(of(items, 'entry').map(({ entry: { statement: of, index } }) => [of, index])).toEqual([
      [0, 0],
      [0, 1],
      [1, 2],
    ]);
    expect(of(items, 'end')).toEqual([{ kind: 'end', statements: 3, entries: 3 }]);
  });
});

describe('a camt file is refused', () => {
  const good = entry();
  test.each([
    ['an entry without amount', good.replace(/<Amt.*?<\/Amt>/, ''), 'structure'],
    ['an entry without direction', good.replace(/<CdtDbtInd>.*?<\/CdtDbtInd>/, ''), 'structure'],
    ['an entry without status', good.replace(/<Sts>.*?<\/Sts>/, ''), 'structure'],
    ['two amounts', good.replace('<CdtDbtInd>', '<Amt Ccy="EUR">1</Amt><CdtDbtInd>'), 'structure'],
    [
      'an amount behind the details',
      good
        .replace('</Ntry>', '<NtryDtls></NtryDtls><RvslInd>true</RvslInd></Ntry>')
        .replace('<NtryDtls></NtryDtls>', `<NtryDtls>${detail('')}</NtryDtls>`),
      'structure',
    ],
    ['an amount without currency', good.replace(' Ccy="EUR"', ''), 'structure'],
    ['an unknown currency', entry({ currency: 'ZZZ' }), 'value'],
    ['gold', entry({ currency: 'XAU' }), 'value'],
    ['more decimals than the currency has', entry({ amount: '1.234' }), 'value'],
    ['a signed amount', entry({ amount: '-1.00' }), 'value'],
    ['an exponent', entry({ amount: '1e2' }), 'value'],
    ['another direction', entry({ direction: 'CREDIT' }), 'value'],
    ['another boolean', entry({ reversal: 'yes' }), 'value'],
    ['the 30th of February', entry({ dates: '<BookgDt><Dt>2026-02-30</Dt></BookgDt>' }), 'value'],
    ['a date in words', entry({ dates: '<BookgDt><Dt>tomorrow</Dt></BookgDt>' }), 'value'],
  ])('for %s, with its line and place', async (_what, entries, fault) => {
    await expect(read(camt([statement(good + entries)]))).rejects.toMatchObject({
      fault,
      line: 5,
      pointer: expect.stringMatching(/^\/Document\/BkToCstmrStmt\/Stmt\[1\]\/Ntry\[2\]/),
    });
  });

  test.each([
    ['no id', statement('').replace('<Id>S-1</Id>', '')],
    ['two accounts', statement('', '<Acct><Id/></Acct>')],
    ['a balance behind the entries', statement(`${good}<Bal/>`)],
  ])('for a statement with %s', async (_what, content) => {
    await expect(read(camt([content]))).rejects.toMatchObject({ fault: 'structure' });
  });
});
