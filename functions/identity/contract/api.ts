import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageShape } from '../../kernel/http/paging.ts';
import { discovery, jwks, oauthError, tokenAnswer, tokenForm } from './oauth.ts';
import { identityProblems } from './problems.ts';
import { clientId, clientList, clientWithSecret, newClient, rotation } from './schemas.ts';

const page = z.strictObject(pageShape);

/** Who manages clients is in force at that moment: tokens of a deleted client, or of an earlier secret, are refused at once. */
const OUT_OF_FORCE = [identityProblems['client-deleted'], identityProblems['secret-rotated']] as const;

const TOKENS_END =
  'Calls of this API that manage clients (scope admin) refuse its earlier tokens at once. All other calls take them until they expire, 15 minutes after they were issued.';

export const issueToken = defineOperation({
  operationId: 'issueToken',
  method: 'POST',
  path: '/oauth/token',
  summary: 'Get an access token with client credentials (RFC 6749).',
  scopes: [],
  body: tokenForm,
  media: 'form',
  idempotency: 'none',
  replies: { 200: tokenAnswer, 400: oauthError, 401: oauthError, 429: oauthError },
  problems: [],
});

export const getDiscovery = defineOperation({
  operationId: 'getDiscovery',
  method: 'GET',
  path: '/.well-known/openid-configuration',
  summary: 'Where the issuer of tokens keeps its endpoints and keys.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: discovery },
  problems: [],
});

export const getJwks = defineOperation({
  operationId: 'getJwks',
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'The public keys that tokens are verified with.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: jwks },
  problems: [],
});

export const createClient = defineOperation({
  operationId: 'createClient',
  method: 'POST',
  path: '/v1/clients',
  summary: 'Create an API client of your tenant.',
  scopes: ['admin'],
  body: newClient,
  idempotency: 'required',
  replies: { 201: clientWithSecret },
  problems: [
    ...OUT_OF_FORCE,
    identityProblems['scope-not-granted'],
    identityProblems['client-limit'],
    common['over-budget'],
    common.conflict,
  ],
});

export const listClients = defineOperation({
  operationId: 'listClients',
  method: 'GET',
  path: '/v1/clients',
  summary: 'List the clients of your tenant, newest first.',
  scopes: ['admin'],
  query: page,
  idempotency: 'none',
  replies: { 200: clientList },
  problems: OUT_OF_FORCE,
});

export const deleteClient = defineOperation({
  operationId: 'deleteClient',
  method: 'DELETE',
  path: '/v1/clients/{id}',
  summary: 'Delete a client: it gets no further tokens.',
  description: TOKENS_END,
  scopes: ['admin'],
  params: z.strictObject({ id: clientId }),
  idempotency: 'none',
  replies: { 204: null },
  problems: [...OUT_OF_FORCE, common.conflict],
});

export const rotateClient = defineOperation({
  operationId: 'rotateClient',
  method: 'POST',
  path: '/v1/clients/{id}/rotate',
  summary: 'Give a client a new secret.',
  description: `${TOKENS_END} With overlapSeconds the old secret goes on getting tokens until its end, for everything but managing clients: so rotate the last client with scope admin only where you can store the new secret. After a leak send no overlap.`,
  scopes: ['admin'],
  params: z.strictObject({ id: clientId }),
  body: rotation,
  bodyOptional: true,
  idempotency: 'required',
  replies: { 200: clientWithSecret },
  problems: [...OUT_OF_FORCE, identityProblems['scope-not-granted'], common['over-budget'], common.conflict],
});

/** Every call that identity answers: its routes, its validation and its part of the OpenAPI document. */
export const identityOperations = [
  issueToken,
  getDiscovery,
  getJwks,
  createClient,
  listClients,
  deleteClient,
  rotateClient,
] as const;
