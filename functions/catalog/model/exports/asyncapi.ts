import type { Catalog, EventType } from '../catalog.ts';
import { isObject } from '../template.ts';

/** What `detail` holds around the data of every event. */
const ENVELOPE = {
  eventId: { type: 'string' },
  tenant: { type: 'string' },
  occurredAt: { type: 'string', format: 'date-time' },
  version: { type: 'integer' },
  correlationId: { type: 'string' },
  causationId: { type: 'string' },
  hops: { type: 'integer' },
} as const;

/** AsyncAPI's own dialect is JSON Schema draft 7; `$schema` would name another. */
const dataOf = (schema: unknown): object => {
  if (!isObject(schema)) return {};
  const { $schema: _, ...rest } = schema;
  return rest;
};

const messageOf = ({ type, version, schema }: EventType) => ({
  name: type,
  contentType: 'application/json',
  payload: {
    type: 'object',
    required: ['eventId', 'tenant', 'occurredAt', 'version', 'data'],
    properties: { ...ENVELOPE, version: { const: version }, data: dataOf(schema) },
  },
});

const pointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const operation = (action: 'send' | 'receive', type: string, component: string) => ({
  action,
  channel: { $ref: `#/channels/${pointer(type)}` },
  messages: [{ $ref: `#/channels/${pointer(type)}/messages/event` }],
  'x-component': component,
});

/** AsyncAPI 3.0 over what passes on the bus, of one domain's events or of all: a channel a type, an operation each who sends or receives. */
export const toAsyncApi = ({ events }: Catalog, domain?: string): string => {
  const shown = events.filter(
    ({ source, schema }) => schema !== undefined && (domain === undefined || source === domain),
  );
  const channels = shown.map((event) => [
    event.type,
    { address: event.type, messages: { event: messageOf(event) }, 'x-public': event.public === true },
  ]);
  const operations = shown.flatMap(({ type, producers, consumers }) => [
    ...producers.map((id) => [`${id.replaceAll('/', '-')}.sends.${type}`, operation('send', type, id)]),
    ...[...new Set(consumers.flatMap(({ functions }) => functions))].map((id) => [
      `${id.replaceAll('/', '-')}.receives.${type}`,
      operation('receive', type, id),
    ]),
  ]);
  const document = {
    asyncapi: '3.0.0',
    info: { title: domain === undefined ? 'Folio' : `Folio: ${domain}`, version: '1.0.0' },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operations),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
