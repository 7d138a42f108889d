import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { present } from '../../../../functions/kernel/core/assert.ts';
import { parseBic } from '../../../../functions/kernel/values/bic.ts';
import { creditorReferenceOf } from '../../../../functions/kernel/values/creditor-reference.ts';
import type { Pain001Item } from '../../../../functions/payments/rails/sepa/format/client-order.ts';
import type { CreditTransfer } from '../../../../functions/payments/rails/sepa/format/credit-transfer.ts';
import { readPain001 } from '../../../../functions/payments/rails/sepa/format/read-pain001.ts';
import { all, inChunks } from '../../../support/chunks.ts';
import { runs } from '../../../support/runs.ts';
import { CREDITOR, DEBTOR, date, file, iban, part, transfer, written } from './samples.ts';

const read = (xml: string, size?: number) => all(readPain001(inChunks(xml, size)));
const of = <Kind extends Pain001Item['kind']>(items: readonly Pain001Item[], kind: Kind) =>
  items.filter((item): item is Extract<Pain001Item, { readonly kind: Kind }> => item.kind === kind);
const two = () => [transfer({ amount: 150n }), transfer({ endToEndId: 'e-2', amount: 50n })];
const faultsOf = async (xml: string) =>
  of(await read(xml), 'refused').flatMap(({ faults }) => faults.map(({ pointer }) => pointer));
const PAYMENT = '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]';

describe('a client’s pain.001', () => {
  test.each(['pain.001.001.09', 'pain.001.001.03'] as const)(
    'of version %s is read as it was meant',
    async (version) => {
      const later = part([transfer({ endToEndId: 'e-3' })], {
        id: 'p-2',
        executionDate: date('2026-12-02'),
        batchBooking: false,
      });
      const items = await read(await written(file([part(two()), later], version)));
      expect(items.map(({ kind }) => kind)).toEqual(['head', 'part', 'payment', 'payment', 'part', 'payment', 'end']);
      expect(items[0]).toMatchObject({
        version,
        messageId: 'm-1',
        initiatingParty: 'Acme GmbH',
        totals: { count: 3, units: 30_000n },
      });
      expect(of(items, 'part')).toMatchObject([
        { id: 'p-1', executionDate: '2026-12-01', debtor: DEBTOR, batchBooking: true, index: 0 },
        { id: 'p-2', executionDate: '2026-12-02', batchBooking: false, index: 1 },
      ]);
      expect(of(items, 'payment')[1]).toMatchObject({
        ...{ part: 0, index: 1, line: 6, pointer: '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[2]' },
        payment: { endToEndId: 'e-2', amount: 50n, currency: 'EUR', creditor: CREDITOR },
      });
      expect(items.at(-1)).toEqual({ kind: 'end', parts: 2, totals: { count: 3, units: 30_000n } });
    },
  );

  test('that Folio wrote of any payments is read back as the same', async () => {
    const accounts = fc.constantFrom('DE89370400440532013000', 'NL91ABNA0417164300', 'NO9386011117947').map(iban);
    const words = fc
      .stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9 .,'+?:()-]{0,30}[A-Za-z0-9])?$/)
      .filter((text) => !text.includes('  '));
    const remittances = fc.oneof(
      fc.constant(undefined),
      words.map((text) => ({ kind: 'unstructured', text }) as const),
      fc.stringMatching(/^[A-Z0-9]{1,21}$/).map((number) => ({
        kind: 'structured' as const,
        reference: present(creditorReferenceOf(number), 'a reference of any number'),
      })),
    );
    const transfers: fc.Arbitrary<CreditTransfer> = fc.record({
      endToEndId: fc.stringMatching(/^[A-Za-z0-9]{1,35}$/),
      amount: fc.bigInt({ min: 1n, max: 10n ** 14n }),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'HUF', 'CLF'),
      creditor: fc.record({ name: words, iban: accounts, bic: fc.constantFrom(undefined, parseBic('ABNANL2A')) }),
      remittance: remittances,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(transfers, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 900 }),
        async (payments, size) => {
          for (const version of ['pain.001.001.09', 'pain.001.001.03'] as const) {
            const items = await read(await written(file([part(payments)], version)), size);
            expect(of(items, 'payment').map(({ payment }) => payment)).toEqual(
              payments.map((each) => ({ ...each, instructionId: each.endToEndId })),
            );
          }
        },
      ),
      { numRuns: runs(150) },
    );
  });
});

describe('counts and sums of a client’s pain.001', () => {
  const whole = async () => written(file([part(two()), part(two(), { id: 'p-2' })]));
  const nth = (xml: string, n: number, from: string, to: string): string => {
    let seen = 0;
    return xml.replaceAll(from, (text) => {
      seen += 1;
      return seen === n ? to : text;
    });
  };

  test.each([
    ['the file’s count', 1, '<NbOfTxs>4<', '<NbOfTxs>5<', '/Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs', 3],
    ['a part’s count', 2, '<NbOfTxs>2<', '<NbOfTxs>3<', '/Document/CstmrCdtTrfInitn/PmtInf[2]/NbOfTxs', 8],
    ['the file’s sum', 1, '<CtrlSum>4.00<', '<CtrlSum>4.01<', '/Document/CstmrCdtTrfInitn/GrpHdr/CtrlSum', 3],
    ['a part’s sum', 1, '<CtrlSum>2.00<', '<CtrlSum>2.01<', '/Document/CstmrCdtTrfInitn/PmtInf[1]/CtrlSum', 4],
  ])('refuse the file for %s', async (_what, n, from, to, pointer, line) => {
    const wrong = nth(await whole(), n, from, to);
    expect(wrong).not.toBe(await whole());
    await expect(read(wrong)).rejects.toMatchObject({ fault: 'totals', pointer, line });
  });

  test('may be left out for sums, and for the count of a part', async () => {
    const xml = (await whole()).replaceAll(/<CtrlSum>[^<]*<\/CtrlSum>/g, '').replaceAll('<NbOfTxs>2</NbOfTxs>', '');
    expect(of(await read(xml), 'payment').length).toBe(4);
  });

  test('are checked to the end: the last payment changed refuses all', async () => {
    const xml = await whole();
    const at = xml.lastIndexOf('>0.50<');
    await expect(read(`${xml.slice(0, at)}>0.51<${xml.slice(at + 6)}`)).rejects.toMatchObject({ fault: 'totals' });
  });
});

describe('one faulty payment of a client’s pain.001', () => {
  const one = (changes: Partial<CreditTransfer> = {}) => written(file([part([transfer(changes)])]));

  test.each<[string, string | RegExp, string, string]>([
    ['an IBAN with a wrong check digit', 'NL91ABNA0417164300', 'NL92ABNA0417164300', '/CdtrAcct/Id/IBAN'],
    ['more decimals than the currency has', '>1.00</InstdAmt>', '>1.001</InstdAmt>', '/Amt/InstdAmt'],
    ['an unknown currency', 'Ccy="EUR">1.00', 'Ccy="ZZZ">1.00', '/Amt/InstdAmt'],
    ['no name', '<Nm>Bob</Nm>', '', ''],
    ['no end to end id', '<EndToEndId>e-1</EndToEndId>', '', ''],
    ['an end to end id that names nothing', '<EndToEndId>e-1<', '<EndToEndId>NOTPROVIDED<', ''],
    ['an end to end id of 36 characters', '<EndToEndId>e-1<', `<EndToEndId>${'e'.repeat(36)}<`, '/PmtId/EndToEndId'],
    [
      'a wrong BIC',
      '<Cdtr>',
      '<CdtrAgt><FinInstnId><BICFI>X</BICFI></FinInstnId></CdtrAgt><Cdtr>',
      '/CdtrAgt/FinInstnId/BICFI',
    ],
    ['an ultimate creditor, which goes into no file', '</CdtrAcct>', '</CdtrAcct><UltmtCdtr/>', '/UltmtCdtr'],
    ['two creditors', '<CdtrAcct>', '<Cdtr><Nm>Eve</Nm></Cdtr><CdtrAcct>', '/Cdtr[2]'],
    [
      'two texts',
      '</CdtTrfTxInf>',
      '<RmtInf><Ustrd>a</Ustrd><Ustrd>b</Ustrd></RmtInf></CdtTrfTxInf>',
      '/RmtInf/Ustrd[2]',
    ],
    [
      'a wrong reference',
      '</CdtTrfTxInf>',
      '<RmtInf><Strd><CdtrRefInf><Ref>RF19539007547034</Ref></CdtrRefInf></Strd></RmtInf></CdtTrfTxInf>',
      '/RmtInf/Strd/CdtrRefInf',
    ],
  ])('with %s is refused with its place, and the file is read on', async (_what, from, to, place) => {
    const xml = await one();
    const wrong = xml.replace(from, to).replaceAll(/<CtrlSum>[^<]*<\/CtrlSum>/g, '');
    expect(wrong).toContain(to);
    expect(await faultsOf(wrong)).toEqual([`${PAYMENT}${place}`]);
    expect((await read(wrong)).at(-1)).toMatchObject({ kind: 'end', totals: { count: 1 } });
  });

  test('with an amount of zero or less is refused', async () => {
    for (const amount of ['0', '0.00', '-1.00']) {
      const xml = (await one()).replaceAll(/<CtrlSum>[^<]*<\/CtrlSum>/g, '').replace('>1.00<', `>${amount}<`);
      expect(await faultsOf(xml)).toEqual([`${PAYMENT}/Amt/InstdAmt`]);
    }
  });

  test('lists all of its faults, and none of its values', async () => {
    const xml = (await one()).replace('NL91ABNA0417164300', 'XX').replace('<Nm>Bob</Nm>', '');
    const [refused] = of(await read(xml), 'refused');
    expect(refused?.faults.length).toBe(2);
    expect(JSON.stringify(refused)).not.toContain('XX');
  });
});

describe('a client’s pain.001 is refused whole', () => {
  test.each([
    ['cheques', '<PmtMtd>TRF<', '<PmtMtd>CHK<', 'value'],
    ['a debtor’s IBAN with a wrong check digit', 'DE89370400440532013000', 'DE88370400440532013000', 'value'],
    ['no debtor’s account', /<DbtrAcct>.*?<\/DbtrAcct>/, '', 'structure'],
    ['a date that there is not', '<Dt>2026-12-01<', '<Dt>2026-11-31<', 'value'],
    ['no date', /<ReqdExctnDt>.*?<\/ReqdExctnDt>/, '', 'structure'],
    ['an ultimate debtor, which goes into no file', '<ChrgBr>', '<UltmtDbtr/><ChrgBr>', 'value'],
    ['a message id of 36 characters', '<MsgId>m-1<', `<MsgId>${'m'.repeat(36)}<`, 'value'],
    ["a part's id of 36 characters", '<PmtInfId>p-1<', `<PmtInfId>${'p'.repeat(36)}<`, 'value'],
    ['no message id', '<MsgId>m-1</MsgId>', '', 'structure'],
    ['no count', /<NbOfTxs>.*?<\/NbOfTxs>/, '', 'structure'],
    ['a part without payments', /<CdtTrfTxInf>.*<\/CdtTrfTxInf>/, '', 'structure'],
  ])('for %s', async (_what, from, to, fault) => {
    const xml = await written(file([part([transfer()])]));
    const wrong = xml.replace(from, to);
    expect(wrong).not.toBe(xml);
    await expect(read(wrong)).rejects.toMatchObject({ fault });
  });
});
