import type { Domain } from '../../functions/kernel/core/domain.ts';
import type { JsonObject } from './openapi-json.ts';

const key = (required: boolean, description: string): JsonObject => ({
  name: 'Idempotency-Key',
  in: 'header',
  required,
  description,
  schema: { type: 'string', pattern: '^[!-~]{1,255}$', minLength: 1, maxLength: 255, examples: ['order-42'] },
});

/** What a key is and what it is not. */
const KEYS =
  'A key belongs to the tenant and the operation, not to the client: another client of the tenant that sends the same key first ' +
  'has it. So put a random part in it. It is no secret and holds nothing personal: it stands in logs of whoever sends it, and the ' +
  'id of a transaction is derived from tenant, operation and key, so that whoever sees an id can test guesses at its key. Send the ' +
  'header once: gateways join repeated ones by a comma, a key that is its own repetition is refused, and two different ones are the one key that they make together.';

export const parameters: JsonObject = {
  IdempotencyKey: key(true, `Names this request for ever: the same key again answers with the first answer. ${KEYS}`),
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

/** How a client authenticates, and what each scope of the domains allows. */
export const securitySchemes = (domains: readonly Pick<Domain, 'scopes'>[]): JsonObject => ({
  oauth2: {
    type: 'oauth2',
    description: 'An RFC 9068 access token in Authorization: Bearer.',
    flows: {
      clientCredentials: {
        tokenUrl: '/oauth/token',
        scopes: Object.assign({}, ...domains.map(({ scopes }) => scopes)),
      },
    },
  },
  client: { type: 'http', scheme: 'basic', description: 'Client id and secret, each form-encoded (RFC 6749, 2.3.1).' },
});

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
    properties: {
      message: { type: 'string' },
      // So that clients can ask any error for its type: of this form it is never there.
      type: { type: 'string', enum: [''], description: 'Never there: an error with a type is a problem.' },
    },
    required: ['message'],
    examples: [{ message: 'Unauthorized' }],
  },
};
