import { describe, expect, test } from '@jest/globals';
import { batchItems, CREATE_ITEMS } from '../../../functions/payments/handlers/api/charges.ts';
import { BATCH_LINES_MAX } from '../../../functions/payments/model/batch.ts';

const items = (body: object): number => batchItems({ body } as never);

describe('a batch is charged', () => {
  test.each([
    ['by its payments', { payments: [{}, {}, {}] }, 3],
    ['by the lines of its CSV', { csv: 'from,account\na,b\nc,d' }, 3],
    ['by the payments of a file', { pain001: `${'<CdtTrfTxInf></CdtTrfTxInf>'.repeat(3)}` }, 3],
    ['as one payment where a file names none', { pain001: '<Document/>' }, 1],
    ['by the length of a file that names none, which is read all the same', { pain001: ' '.repeat(100_000) }, 500],
    ['as many as it may have at most', { pain001: ' '.repeat(1_000_000) }, BATCH_LINES_MAX],
  ])('%s', (_how, body, payments) => {
    expect(items(body)).toBe(CREATE_ITEMS * payments);
  });
});
