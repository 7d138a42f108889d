import * as z from 'zod';
import { defineOperation } from '../../kernel/core/operation.ts';
import { timeOut } from '../../kernel/values/time.ts';

const count = z.int().nullable();

const place = z
  .strictObject({
    id: z.string().meta({ examples: ['payments/work-dead-letters-queue'] }),
    type: z.enum(['queue', 'bucket']),
    name: z.string().nullable().meta({ description: 'As AWS and `folio dlq` name it.' }),
    domain: z.string(),
    owner: z.string().nullable(),
    runbook: z.string().nullable(),
    parkedBy: z.array(z.string()).meta({ description: 'The parts whose failed work is parked here.' }),
    waiting: count.meta({ description: 'Messages or batches of records; null where AWS does not say.' }),
    inHand: count.meta({ description: 'Of those, received by somebody who has not decided yet.' }),
    more: z.boolean().meta({ description: 'There are more than were counted.' }),
    oldestAt: timeOut.nullable().meta({ description: 'Null where nothing waits, or AWS has not said yet.' }),
  })
  .meta({ id: 'CatalogParkingPlace' });

export const listDeadLetters = defineOperation({
  scopes: ['catalog:read'],
  idempotency: 'none',
  operationId: 'listDeadLetters',
  method: 'GET',
  path: '/v1/catalog/dead-letters',
  summary: 'Where failed work is parked, how much waits at each place and since when.',
  description:
    'The fullest first. What is parked is shown and brought back by `folio dlq`; no call of the API holds it.',
  replies: {
    200: z
      .strictObject({
        data: z.array(place),
        unread: z.int().meta({ description: 'Places of which AWS did not say what they hold.' }),
        seenAt: timeOut,
      })
      .meta({ id: 'CatalogDeadLetters' }),
    304: null,
  },
  problems: [],
});
