import type { EventDeclaration } from '../../functions/kernel/core/domain.ts';
import { type JsonObject, ref } from './openapi-json.ts';
import type { Schemas } from './openapi-schemas.ts';

/** `ledger.TransactionPosted` -> `LedgerTransactionPosted`. */
const nameOf = (type: string): string =>
  type
    .split('.')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('');

const header = (name: string, description: string, example: string): JsonObject => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string', examples: [example] },
});

/** Standard Webhooks 1.0: what a receiver checks before it believes a body. */
const SIGNED: readonly JsonObject[] = [
  header('webhook-id', 'The id of the event: the same on every delivery of it.', 'evt_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'),
  header('webhook-timestamp', 'When this attempt was made, in seconds since 1970.', '1795341600'),
  header(
    'webhook-signature',
    'One or two of `v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, with the bytes of your secret after `whsec_`.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

const RESPONSES: JsonObject = {
  '200': {
    description: 'Taken. Any other 2xx says the same; anything else, and no answer within 10 s, is tried again.',
  },
  '410': { description: 'Gone: the endpoint is disabled.' },
  '429': { description: 'Later: `Retry-After` is respected up to a cap.' },
};

const eventSchema = ({ detailType, data }: EventDeclaration, schemas: Schemas): JsonObject => ({
  type: 'object',
  properties: {
    id: { type: 'string', examples: ['evt_01KAB3VQ2E9M4T7Z0X5W8Y6R1C'] },
    type: { type: 'string', const: detailType },
    timestamp: { type: 'string', format: 'date-time', examples: ['2026-11-22T10:00:00.000Z'] },
    data: schemas.of(data, 'output'),
  },
  required: ['id', 'type', 'timestamp', 'data'],
});

/** The public events: a schema for each, and what an endpoint of yours is sent (OpenAPI 3.1, `webhooks`). */
export const webhooksOf = (
  events: readonly EventDeclaration[],
  schemas: Schemas,
): { readonly components: JsonObject; readonly webhooks: JsonObject } => {
  const shown = events.filter((event) => event.public);
  const components = Object.fromEntries(
    shown.map((event) => [`Event${nameOf(event.detailType)}`, eventSchema(event, schemas)]),
  );
  const webhooks = Object.fromEntries(
    shown.map(({ detailType }) => [
      detailType,
      {
        post: {
          operationId: `on${nameOf(detailType)}`,
          summary: `${detailType}, sent to your endpoint.`,
          description:
            'At least once, in no order, signed by Standard Webhooks 1.0: check the signature over the raw body first.',
          tags: ['webhooks'],
          security: [],
          parameters: SIGNED,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: ref('schemas', `Event${nameOf(detailType)}`) } },
          },
          responses: RESPONSES,
        },
      },
    ]),
  );
  return { components, webhooks };
};

/** Any public event, told apart by its type. */
export const anyEvent = (events: readonly EventDeclaration[]): JsonObject => ({
  oneOf: events.filter((event) => event.public).map(({ detailType }) => ref('schemas', `Event${nameOf(detailType)}`)),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      events
        .filter((event) => event.public)
        .map(({ detailType }) => [detailType, `#/components/schemas/Event${nameOf(detailType)}`]),
    ),
  },
});
