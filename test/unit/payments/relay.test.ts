import { describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import type { Message } from '../../../functions/kernel/aws/put-events.ts';
import { createdPayment, type Payment } from '../../../functions/payments/model/payment.ts';
import { buildRelay } from '../../../functions/payments/store/relay/relay.ts';
import { newPaymentItem } from '../../../functions/payments/store/table/payment-item.ts';
import { runs } from '../../support/runs.ts';

const payment = (number: number): Payment =>
  createdPayment(
    {
      ...{ id: `pay_${number}`, tenant: 'acme', from: 'a', to: { rail: 'book', account: 'b' }, amount: 7n },
      ...{ currency: 'USD', reference: undefined, metadata: {}, maker: 'm', requestId: 'r', fingerprint: 'f' },
    },
    1_000,
    5_000,
  );
const record = (number: number, item: Item): DynamoDBRecord =>
  ({ eventName: 'INSERT', dynamodb: { SequenceNumber: String(number), NewImage: item } }) as DynamoDBRecord;

interface Shown {
  /** It can never be read. */
  readonly poison: boolean;
  /** It is to be worked on. */
  readonly wakes: boolean;
  /** The bus does not take its event. */
  readonly refused: boolean;
}

const play = async (shown: readonly Shown[]) => {
  const records = shown.map(({ poison, wakes }, number) => {
    const item = newPaymentItem(payment(number), 1_000);
    return record(number, { ...item, ...(wakes && { wake: { N: '1' } }), ...(poison && { step: { S: 'lost' } }) });
  });
  const [told, jobs]: [string[], string[]] = [[], []];
  const idOf = ({ detail }: Message) => String(JSON.parse(detail).data.payment.id);
  const handler = buildRelay({
    clock: { now: () => 2_000, sleep: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    post: async (messages) => void jobs.push(...messages.map(({ body }) => String(JSON.parse(body).payment))),
    postFile: async () => undefined,
    publish: async (messages) => {
      const refused = messages.flatMap((one, place) => (shown[Number(idOf(one).slice(4))]?.refused ? [place] : []));
      told.push(...messages.filter((_, place) => !refused.includes(place)).map(idOf));
      return new Set(refused);
    },
  });
  const { batchItemFailures } = await handler({ Records: records } as never, {} as never);
  return { again: batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier)), told, jobs };
};

/** What one change of an item wakes: from one version to the next, with the mark of one of them. */
const wokenBy = async (before: number, after: number, mark: number) => {
  const jobs: string[] = [];
  const handler = buildRelay({
    clock: { now: () => 2_000, sleep: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    post: async (messages) => void jobs.push(...messages.map(({ body }) => String(JSON.parse(body).payment))),
    postFile: async () => undefined,
    publish: async () => new Set(),
  });
  const image = (version: number): Item => ({
    ...newPaymentItem(payment(1), 1_000),
    version: { N: String(version) },
    wake: { N: String(mark) },
  });
  const dynamodb = { SequenceNumber: '1', OldImage: image(before), NewImage: image(after) };
  await handler({ Records: [{ eventName: 'MODIFY', dynamodb }] } as never, {} as never);
  return jobs;
};

describe('the relay of payments', () => {
  test('tells what a version brought, and nothing that the one before had told', async () => {
    const told: string[] = [];
    const handler = buildRelay({
      clock: { now: () => 2_000, sleep: async () => undefined },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      post: async () => undefined,
      postFile: async () => undefined,
      publish: async (messages) => {
        told.push(...messages.map(({ detailType }) => detailType));
        return new Set();
      },
    });
    const before = payment(1);
    const after = { ...before, version: 2, timeline: [...before.timeline, { mark: 'settled' as const, at: 2_000 }] };
    const [OldImage, NewImage] = [before, after].map((one) => newPaymentItem(one, 1_000));
    const dynamodb = { SequenceNumber: '1', OldImage, NewImage };
    await handler({ Records: [{ eventName: 'MODIFY', dynamodb }] } as never, {} as never);
    expect(told).toEqual(['payments.PaymentSettled']);
  });

  test('wakes for the version that brought the mark, and for no other that bears it still', async () => {
    expect(await wokenBy(1, 2, 2)).toEqual(['pay_1']);
    expect(await wokenBy(2, 3, 2)).toEqual([]);
    expect(await wokenBy(2, 2, 2)).toEqual([]);
  });

  const one = fc.record({ poison: fc.boolean(), wakes: fc.boolean(), refused: fc.boolean() });

  test('does every record of a batch, or has it come again: none is passed that is neither', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 25, size: 'max' }), async (shown) => {
        const { again, told, jobs } = await play(shown);
        const open = shown.flatMap(({ poison, refused }, number) => (poison || refused ? [number] : []));
        expect(again).toEqual(open.slice(0, 1));
        // What is fit is done in this very run, whatever stands before it.
        const ids = (wanted: (one: Shown) => boolean) =>
          shown.flatMap((each, number) => (wanted(each) ? [`pay_${number}`] : []));
        expect(told).toEqual(ids(({ poison, refused }) => !poison && !refused));
        expect(jobs).toEqual(ids(({ poison, wakes }) => !poison && wakes));
      }),
      { numRuns: runs(100) },
    );
  });
});
