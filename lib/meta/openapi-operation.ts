import type { ZodObject } from 'zod';
import type { Operation } from '../../functions/kernel/core/operation.ts';
import { type Json, type JsonObject, ref } from './openapi-json.ts';
import { responsesOf } from './openapi-responses.ts';
import type { Schemas } from './openapi-schemas.ts';

/** Each property of a params or query schema as a parameter of its own. */
const parametersIn = (
  place: 'path' | 'query',
  schema: ZodObject | undefined,
  schemas: Schemas,
): readonly JsonObject[] => {
  if (schema === undefined) return [];
  const object = schemas.of(schema, 'input');
  const required = new Set((object.required ?? []) as readonly string[]);
  return Object.entries((object.properties ?? {}) as JsonObject).map(([name, property]) => {
    const { description, ...rest } = property as JsonObject;
    return {
      name,
      in: place,
      required: place === 'path' || required.has(name),
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    };
  });
};

const headerParameters = (operation: Operation, conditional: boolean): readonly JsonObject[] => [
  ...(operation.idempotency === 'none' ? [] : [ref('parameters', 'IdempotencyKey')]),
  ...(operation.ifMatch === true ? [ref('parameters', 'IfMatch')] : []),
  ...(conditional ? [ref('parameters', 'IfNoneMatch')] : []),
];

/** An action without fields takes an empty body or `{}`. */
const NO_FIELDS: JsonObject = {
  required: false,
  content: { 'application/json': { schema: { type: 'object', properties: {}, additionalProperties: false } } },
};

const requestBody = (operation: Operation, schemas: Schemas): JsonObject | undefined => {
  if (operation.method !== 'POST' && operation.method !== 'PATCH') return undefined;
  if (operation.body === undefined) return NO_FIELDS;
  const media = operation.media === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  const schema = schemas.of(operation.body, 'input');
  return { required: operation.bodyOptional !== true, content: { [media]: { schema } } };
};

/** Any one scope opens the route, so each is an alternative of its own. A public operation takes no token. */
const securityOf = (operation: Operation): readonly Json[] => {
  if (operation.media === 'form') return [{ client: [] }, {}];
  return operation.scopes.map((scope) => ({ oauth2: [scope] }));
};

/**
 * An operation that `?dryRun=true` turns into another one is shown as what it is without: the other one has a path of its own
 * in the document, so that a generated client needs no union of the two, and cannot forget the key.
 */
const withoutDryRun = (operation: Operation): Operation => {
  if (operation.idempotency !== 'unless-dry-run') return operation;
  const { 200: _, ...replies } = operation.replies;
  const { query, ...rest } = operation;
  const others = query?.omit({ dryRun: true });
  const has = others !== undefined && Object.keys(others.shape).length > 0;
  return { ...rest, ...(has ? { query: others } : {}), idempotency: 'required', replies };
};

/** What every operation of its shape has in common, for those who read only this one. */
const rulesOf = (operation: Operation): string => {
  const scopes = operation.scopes.map((scope) => `\`${scope}\``).join(' or ');
  const access = operation.scopes.length === 0 ? 'Open to all.' : `Needs the scope ${scopes}.`;
  if (operation.idempotency !== 'none')
    return `${access} The same \`Idempotency-Key\` again answers with the first answer.`;
  return operation.ifMatch === true ? `${access} \`If-Match\` names the version that it is to change.` : access;
};

/** One operation of the document. `tagged`: its object carries an `ETag` that `If-Match` takes. */
export const operationObject = (domain: string, asked: Operation, schemas: Schemas, tagged: boolean): JsonObject => {
  const operation = withoutDryRun(asked);
  const conditional = operation.replies[304] !== undefined;
  const body = requestBody(operation, schemas);
  return {
    operationId: operation.operationId,
    summary: operation.summary,
    description: [operation.description, rulesOf(operation)].filter((part) => part !== undefined).join(' '),
    tags: [domain],
    'x-folio-domain': domain,
    security: securityOf(operation),
    parameters: [
      ...parametersIn('path', operation.params, schemas),
      ...parametersIn('query', operation.query, schemas),
      ...headerParameters(operation, conditional),
    ],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(operation, schemas, tagged || conditional),
  };
};
