import type { SQSRecord } from 'aws-lambda';

export const eventId = (number: number): string => `evt_${String(number).padStart(26, '0')}`;

/** An event as EventBridge puts it into a queue. */
export const busMessage = (number: number, tenant = 'acme', type = 'ledger.TransactionPosted', hops = 0): string =>
  JSON.stringify({
    version: '0',
    source: type.split('.')[0],
    'detail-type': type,
    detail: {
      eventId: eventId(number),
      tenant,
      occurredAt: '2026-11-22T10:00:00.000Z',
      version: 1,
      correlationId: 'req_1',
      causationId: 'req_1',
      hops,
      data: { transaction: { id: `txn_${number}`, amount: '1000' } },
    },
  });

export const sqs = (bodies: readonly string[]): { Records: SQSRecord[] } => ({
  Records: bodies.map((body, index) => ({ messageId: `m${index}`, body, attributes: {} }) as SQSRecord),
});
