import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { present } from '../../functions/kernel/core/assert.ts';
import { ledgerProblems } from '../../functions/ledger/contract/problems.ts';
import { paymentsEvents } from '../../functions/payments/contract/events.ts';
import { passedOn } from '../../functions/payments/contract/problems.ts';
import { eventMessages } from '../../functions/payments/model/event-message.ts';
import type { InFile, OutFile } from '../../functions/payments/model/file.ts';
import { fileEventMessages } from '../../functions/payments/model/file-event-message.ts';
import { fileOfRequest, receivedFile } from '../../functions/payments/model/new-file.ts';
import { createdPayment, MARKS, type Payment } from '../../functions/payments/model/payment.ts';
import { sepaRail } from '../../functions/payments/rails/sepa/sepa-rail.ts';
import { readPublicEvent } from '../../functions/webhooks/model/public-event.ts';

const samples = readdirSync('functions/payments/contract/samples').map((file) => ({
  type: file.split('.').slice(0, 2).join('.'),
  sample: JSON.parse(readFileSync(`functions/payments/contract/samples/${file}`, 'utf8')),
}));

const at = Date.parse('2026-11-22T10:00:00.000Z');
const payment: Payment = {
  ...createdPayment(
    {
      id: 'pay_0123456789ABCDEFGHJKMNPQRS',
      tenant: 'acme',
      from: 'acc_main',
      to: { rail: 'sandbox', destination: 'ok:not to be told' },
      amount: 1_050n,
      currency: 'USD',
      reference: 'invoice 42',
      metadata: { secret: 'not to be told' },
      maker: 'cli_not_to_be_told',
      requestId: 'req_0123456789ABCDEFGHJKMNPQRS',
      fingerprint: 'f',
    },
    at,
    at,
  ),
  timeline: MARKS.map((mark) => ({ mark, at })),
};
const written: OutFile = {
  ...fileOfRequest(
    { tenant: 'acme', rail: 'sepa' },
    present(sepaRail.describe.files, 'SEPA goes by files'),
    { name: 'not to be told', iban: 'not to be told' },
    { receipt: 'r', by: 'cli_not_to_be_told', now: at },
  ),
  state: 'written',
  count: 2,
  sum: 1_239n,
};
const taken: InFile = {
  ...receivedFile(
    { tenant: 'acme', rail: 'sepa' },
    { key: 'not to be told', objectVersion: undefined, by: 'inbox', createdAt: at, sha256: 'a', bytes: 1 },
  ),
  state: 'taken',
  form: 'pain.002.001.10',
};
const told = [eventMessages(payment, 0), fileEventMessages(written, undefined), fileEventMessages(taken, undefined)]
  .flat()
  .map(({ detailType, detail }) => ({ detailType, detail: JSON.parse(detail) }));

describe('what payments tells', () => {
  test('has one frozen sample for each version of each event, and no sample is left over', () => {
    expect(samples.map(({ type }) => type).toSorted()).toEqual(
      Object.values(paymentsEvents)
        .map(({ detailType }) => detailType)
        .toSorted(),
    );
  });

  test.each(samples)(
    '$type still has every member of its sample, keeps to its contract, and is read by webhooks',
    ({ type, sample }) => {
      const contract = Object.values(paymentsEvents).find(({ detailType }) => detailType === type);
      const { detail } = told.find(({ detailType }) => detailType === type) ?? {};
      expect(contract?.data.safeParse(sample.data).error).toBeUndefined();
      expect(contract?.data.safeParse(detail.data).error).toBeUndefined();
      expect(Object.keys(detail).toSorted()).toEqual(Object.keys(sample).toSorted());
      for (const [about, members] of Object.entries(sample.data))
        expect(Object.keys(detail.data[about]).toSorted()).toEqual(Object.keys(members as object).toSorted());
      const onTheBus = {
        version: '0',
        id: '1',
        source: 'payments',
        'detail-type': type,
        resources: [],
        detail: sample,
      };
      expect(readPublicEvent(JSON.stringify(onTheBus))).toMatchObject({ id: sample.eventId, tenant: 'acme', type });
    },
  );

  test('names neither whom a rail pays, nor who asked, nor what is noted beside', () => {
    expect(JSON.stringify(told)).not.toMatch(/not.to.be.told/);
  });

  test('is the same event however often it is told, and another for each line', () => {
    const ids = eventMessages(payment, 0).map(({ detail }) => JSON.parse(detail).eventId);
    expect(new Set(ids).size).toBe(ids.length);
    const again = eventMessages(payment, 0).map(({ detail }) => JSON.parse(detail).eventId);
    expect(again).toEqual(ids);
    const later = eventMessages(payment, 1).map(({ detail }) => JSON.parse(detail).eventId);
    expect(later).toEqual(ids.slice(1));
  });

  test('of a file is told by the step that ends it, once', () => {
    expect(fileEventMessages({ ...written, state: 'closed' }, undefined)).toEqual([]);
    expect(fileEventMessages(written, { ...written, state: 'closed' })).toHaveLength(1);
    expect(fileEventMessages(written, written)).toEqual([]);
    expect(fileEventMessages({ ...taken, state: 'refused' }, taken)).toEqual([]);
  });
});

test.each(Object.keys(passedOn) as (keyof typeof passedOn)[])('%s is passed on as the ledger has it', (slug) => {
  expect(passedOn[slug]).toEqual(ledgerProblems[slug]);
});
