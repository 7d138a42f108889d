import { SCOPES, type Scope } from '../../functions/kernel/operation.ts';
import type { JsonObject } from './openapi-json.ts';

const MEANING: Readonly<Record<Scope, string>> = {
  'ledger:read': 'Read accounts, balances, entries and transactions.',
  'ledger:write': 'Open and change accounts, move money.',
  'payments:read': 'Read payments.',
  'payments:write': 'Make, cancel and refund payments.',
  'payments:approve': 'Approve and reject the payments of others.',
  'webhooks:read': 'Read webhook endpoints and deliveries.',
  'webhooks:write': 'Change webhook endpoints, redeliver.',
  'events:read': 'Read the public event feed.',
  admin: 'Manage the API clients of the tenant.',
};

const key = (required: boolean, description: string): JsonObject => ({
  name: 'Idempotency-Key',
  in: 'header',
  required,
  description,
  schema: { type: 'string', pattern: '^[!-~]{1,255}$', minLength: 1, maxLength: 255, examples: ['order-42'] },
});

export const parameters: JsonObject = {
  IdempotencyKey: key(true, 'Names this request for ever: the same key again answers with the first answer.'),
  IdempotencyKeyUnlessDryRun: key(
    false,
    'Required but for a dry run. The same key again answers with the first answer.',
  ),
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The ETag of the object as it was read.',
    schema: { type: 'string', minLength: 1, examples: ['"7.0"'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An ETag: 304 without a body while it still holds.',
    schema: { type: 'string' },
  },
};

const header = (description: string, schema: JsonObject): JsonObject => ({ description, schema });

export const headers: JsonObject = {
  RequestId: header('Names the request in our logs; not on an answer of the gateway’s own.', { type: 'string' }),
  IdempotencyReplayed: header('There when the answer is a repeat.', { type: 'string', enum: ['true'] }),
  ETag: header('The version of the object, for If-Match or If-None-Match.', { type: 'string' }),
  RetryAfter: header('Seconds after which trying again can help.', { type: 'string', pattern: '^[0-9]+$' }),
  WwwAuthenticate: header('How to authenticate.', { type: 'string' }),
};

export const securitySchemes: JsonObject = {
  oauth2: {
    type: 'oauth2',
    description: 'An RFC 9068 access token in Authorization: Bearer.',
    flows: {
      clientCredentials: { tokenUrl: '/oauth/token', scopes: Object.fromEntries(SCOPES.map((s) => [s, MEANING[s]])) },
    },
  },
  client: { type: 'http', scheme: 'basic', description: 'Client id and secret, each form-encoded (RFC 6749, 2.3.1).' },
};

/** Schemas that come from no domain: the two forms of an error. */
export const errorSchemas: JsonObject = {
  Problem: {
    description: 'RFC 9457. `type` is stable: switch on it.',
    type: 'object',
    properties: {
      type: { type: 'string', pattern: '^/problems/[a-z][a-z0-9-]*$' },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'The request id.' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
          required: ['pointer', 'detail'],
          additionalProperties: false,
        },
      },
    },
    required: ['type', 'title', 'status', 'detail', 'instance'],
    additionalProperties: false,
  },
  GatewayMessage: {
    description: 'An answer of the gateway’s own, given before any function ran.',
    type: 'object',
    properties: { message: { type: 'string' } },
    required: ['message'],
    examples: [{ message: 'Unauthorized' }],
  },
};
