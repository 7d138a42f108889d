import { describe, expect, test } from '@jest/globals';
import type { Pain002Item } from '../../../../functions/payments/rails/sepa/format/payment-status.ts';
import { readPain002 } from '../../../../functions/payments/rails/sepa/format/read-pain002.ts';
import { all, inChunks } from '../../../support/chunks.ts';
import { part, reason, report, transaction } from './pain002-files.ts';

const read = (xml: string, size?: number) => all(readPain002(inChunks(xml, size)));
const transactions = (items: readonly Pain002Item[]) =>
  items.flatMap((item) => (item.kind === 'transaction' ? [item] : []));

describe('a pain.002', () => {
  test.each(['03', '10', '12', '15'])(
    'of version %s tells of the file, its parts and its payments',
    async (version) => {
      const items = await read(
        report(
          part(
            transaction('e-1', 'ACSC') + transaction('e-2', 'RJCT', reason('AC04', 'closed')),
            '<PmtInfSts>PART</PmtInfSts>',
          ),
          `<GrpSts>PART</GrpSts>${reason('NARR', 'see below')}`,
          version,
        ),
      );
      expect(items.map(({ kind }) => kind)).toEqual(['head', 'part', 'transaction', 'transaction', 'end']);
      expect(items[0]).toMatchObject({
        ...{ originalMessageId: '0000000123', originalMessageName: 'pain.001.001.09', status: 'PART' },
        reasons: [{ code: 'NARR', information: ['see below'] }],
      });
      expect(items[1]).toMatchObject({ paymentInformationId: 'p-1', status: 'PART', index: 0 });
      expect(items[3]).toMatchObject({
        ...{
          endToEndId: 'e-2',
          instructionId: 'i-e-2',
          statusId: 'S-e-2',
          status: 'RJCT',
          paymentInformationId: 'p-1',
        },
        ...{ line: 5, pointer: '/Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts[1]/TxInfAndSts[2]' },
        ...{ amount: { minor: 115n, currency: 'EUR' }, reasons: [{ code: 'AC04', information: ['closed'] }] },
      });
      expect(items[4]).toEqual({ kind: 'end', parts: 1, transactions: 2 });
    },
  );

  test.each([
    ...[
      'ACCC',
      'ACCP',
      'ACFC',
      'ACSC',
      'ACSP',
      'ACTC',
      'ACWC',
      'ACWP',
      'BLCK',
      'CANC',
      'CPUC',
      'PART',
      'PATC',
      'PDNG',
      'PRES',
    ],
    ...['RCVD', 'RJCT', 'ZZZZ'],
  ])('keeps the status %s on each level', async (status) => {
    const items = await read(
      report(part(transaction('e-1', status), `<PmtInfSts>${status}</PmtInfSts>`), `<GrpSts>${status}</GrpSts>`),
    );
    expect(items.flatMap((item) => ('status' in item ? [item.status] : []))).toEqual([status, status, status]);
  });

  test.each(['0000000123', '1234567890123456789012345', '1e5', '0x10', 'NOTPROVIDED'])(
    'keeps the id %s as text',
    async (id) => {
      expect(transactions(await read(report(part(transaction(id, 'RJCT')))))[0]?.endToEndId).toBe(id);
    },
  );

  test('of the whole file alone has no parts', async () => {
    const items = await read(report('', `<GrpSts>RJCT</GrpSts>${reason('AM05')}`));
    expect(items.map(({ kind }) => kind)).toEqual(['head', 'end']);
  });

  test('of a part alone has no payments, and a reason of the bank’s own is kept', async () => {
    const own = '<StsRsnInf><Rsn><Prtry>X-17</Prtry></Rsn></StsRsnInf>';
    const items = await read(report(part('', `<PmtInfSts>RJCT</PmtInfSts>${own}`) + part('', '', 'p-2')));
    expect(items[1]).toMatchObject({
      status: 'RJCT',
      reasons: [{ proprietary: 'X-17', code: undefined, information: [] }],
    });
    expect(items[2]).toMatchObject({ paymentInformationId: 'p-2', index: 1, reasons: [] });
    expect(items[2]).toHaveProperty('status', undefined);
  });

  test('keeps nothing of a part that it does not read, and refuses one that gives reasons without an end', async () => {
    const noise = '<Nse/>'.repeat(100_000);
    expect((await read(report(part('', noise)))).map(({ kind }) => kind)).toEqual(['head', 'part', 'end']);
    const reasons = (count: number) => read(report(part('', reason('AC04').repeat(count))));
    expect((await reasons(100)).map(({ kind }) => kind)).toEqual(['head', 'part', 'end']);
    await expect(reasons(1_000)).rejects.toMatchObject({ fault: 'bounds' });
  });

  test('tells a payment without status or id as such', async () => {
    const [one] = transactions(await read(report(part('<TxInfAndSts/>'))));
    expect([one?.status, one?.endToEndId, one?.amount]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['no original message', /<OrgnlGrpInfAndSts>[\s\S]*<\/OrgnlGrpInfAndSts>/, ''],
    ['two original messages', '<OrgnlPmtInfAndSts>', '<OrgnlGrpInfAndSts/><OrgnlPmtInfAndSts>'],
    ['no id of a part', '<OrgnlPmtInfId>p-1</OrgnlPmtInfId>', ''],
    ['a part’s status behind its payments', '</OrgnlPmtInfAndSts>', '<PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>'],
    ['no message id', '<MsgId>r-1</MsgId>', ''],
  ])('with %s is refused', async (_what, from, to) => {
    const wrong = report(part(transaction('e-1', 'ACSC'))).replace(from, to);
    await expect(read(wrong)).rejects.toMatchObject({ fault: 'structure' });
  });
});
