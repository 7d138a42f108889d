import { describe, expect, test } from '@jest/globals';
import { readPain002 } from '../../../../functions/payments/rails/sepa/format/read-pain002.ts';
import type { ReportedTransfer, StatusReport } from '../../../../functions/payments/rails/sepa/format/status-report.ts';
import { groupStatus, writePain002 } from '../../../../functions/payments/rails/sepa/format/write-pain002.ts';
import { all, inChunks } from '../../../support/chunks.ts';
import { told } from './samples.ts';

const reportOf = (
  transfers: readonly ReportedTransfer[],
  version: StatusReport['original']['version'] = 'pain.001.001.09',
): StatusReport => ({
  messageId: 'r-1',
  createdAt: Date.parse('2026-11-30T12:00:00Z'),
  original: { messageId: 'm & 1', version },
  parts: [{ id: 'p <1>', transfers }],
});

describe('a report on a client’s file', () => {
  test('is read as what it says, in the version that goes with the file', async () => {
    const transfers = [
      told('ACSC', { statusId: 'pay_1' }),
      told('RJCT', { endToEndId: undefined, reason: { code: 'AC03', information: 'Not "so" <&>' } }),
    ];
    for (const [version, written] of [
      ['pain.001.001.09', '10'],
      ['pain.001.001.03', '03'],
    ] as const) {
      const items = await all(readPain002(inChunks(writePain002(reportOf(transfers, version)))));
      expect(items).toMatchObject([
        { kind: 'head', version: written, originalMessageId: 'm & 1', originalMessageName: version, status: 'PART' },
        { kind: 'part', paymentInformationId: 'p <1>' },
        { endToEndId: 'e-1', instructionId: 'i-1', statusId: 'pay_1', status: 'ACSC', reasons: [] },
        { status: 'RJCT', reasons: [{ code: 'AC03', information: ['Not "so" <&>'] }] },
        { kind: 'end', parts: 1, transactions: 2 },
      ]);
    }
  });

  test('calls what was canceled refused where the version has no word for it', async () => {
    const canceled = [told('CANC')];
    const statuses = async (version: StatusReport['original']['version']) =>
      (await all(readPain002(inChunks(writePain002(reportOf(canceled, version)))))).flatMap((item) =>
        item.kind === 'transaction' ? [[item.status, item.reasons[0]?.code]] : [],
      );
    expect(await statuses('pain.001.001.09')).toEqual([['CANC', undefined]]);
    expect(await statuses('pain.001.001.03')).toEqual([['RJCT', 'CUST']]);
  });

  test('has no text longer than its schema, and no half of a character', async () => {
    const information = `${'x'.repeat(104)}😀`;
    const xml = writePain002(reportOf([told('RJCT', { reason: { code: 'NARR', information } })]));
    expect(xml).toContain(`<AddtlInf>${'x'.repeat(104)}</AddtlInf>`);
  });

  test.each([
    [['ACSC', 'ACSC'], 'ACSC'],
    [['RJCT'], 'RJCT'],
    [['CANC', 'CANC'], 'RJCT'],
    [['ACSC', 'ACTC', 'ACSP'], 'ACTC'],
    [['ACSC', 'ACSP'], 'ACSP'],
    [['ACSC', 'RJCT'], 'PART'],
    [['ACSC', 'PDNG'], 'PART'],
    [['RJCT', 'CANC'], 'PART'],
  ] as const)('of payments that are %j calls the file %s', (statuses, group) => {
    expect(groupStatus(statuses)).toBe(group);
  });
});
