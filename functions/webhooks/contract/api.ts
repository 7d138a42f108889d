import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { webhookProblems } from './problems.ts';
import {
  deliveryPath,
  endpointPath,
  eventList,
  eventsPage,
  newWebhookEndpoint,
  page,
  secretRotation,
  webhookDelivery,
  webhookDeliveryList,
  webhookEndpoint,
  webhookEndpointList,
  webhookEndpointPatch,
  webhookEndpointWithSecret,
} from './schemas.ts';

const TARGET_PROBLEMS = [
  webhookProblems['webhook-url-scheme'],
  webhookProblems['webhook-url-forbidden'],
  webhookProblems['event-type-unknown'],
] as const;

export const createWebhookEndpoint = defineOperation({
  operationId: 'createWebhookEndpoint',
  method: 'POST',
  path: '/v1/webhook-endpoints',
  summary: 'Have events sent to a URL of yours.',
  scopes: ['webhooks:write'],
  body: newWebhookEndpoint,
  idempotency: 'required',
  replies: { 201: webhookEndpointWithSecret },
  problems: [...TARGET_PROBLEMS, webhookProblems['webhook-endpoint-limit'], common.conflict, common['over-budget']],
});

export const listWebhookEndpoints = defineOperation({
  operationId: 'listWebhookEndpoints',
  method: 'GET',
  path: '/v1/webhook-endpoints',
  summary: 'List your endpoints, newest first.',
  scopes: ['webhooks:read'],
  query: page,
  idempotency: 'none',
  replies: { 200: webhookEndpointList },
  problems: [],
});

export const getWebhookEndpoint = defineOperation({
  operationId: 'getWebhookEndpoint',
  method: 'GET',
  path: '/v1/webhook-endpoints/{id}',
  summary: 'Read an endpoint.',
  scopes: ['webhooks:read'],
  params: endpointPath,
  idempotency: 'none',
  replies: { 200: webhookEndpoint },
  problems: [],
});

export const updateWebhookEndpoint = defineOperation({
  operationId: 'updateWebhookEndpoint',
  method: 'PATCH',
  path: '/v1/webhook-endpoints/{id}',
  summary: 'Change URL, events or description of an endpoint, disable it, or enable it again.',
  scopes: ['webhooks:write'],
  params: endpointPath,
  body: webhookEndpointPatch,
  idempotency: 'none',
  replies: { 200: webhookEndpoint },
  problems: [...TARGET_PROBLEMS, common.conflict, common['over-budget']],
});

export const deleteWebhookEndpoint = defineOperation({
  operationId: 'deleteWebhookEndpoint',
  method: 'DELETE',
  path: '/v1/webhook-endpoints/{id}',
  summary: 'Delete an endpoint: what was not delivered yet is canceled.',
  scopes: ['webhooks:write'],
  params: endpointPath,
  idempotency: 'none',
  replies: { 204: null },
  problems: [common.conflict, common['over-budget']],
});

export const rotateWebhookSecret = defineOperation({
  operationId: 'rotateWebhookSecret',
  method: 'POST',
  path: '/v1/webhook-endpoints/{id}/rotate-secret',
  summary: 'Give an endpoint a new secret; both sign during the overlap, whatever is rotated meanwhile.',
  scopes: ['webhooks:write'],
  params: endpointPath,
  body: secretRotation,
  bodyOptional: true,
  idempotency: 'required',
  replies: { 200: webhookEndpointWithSecret },
  problems: [webhookProblems['webhook-secret-limit'], common.conflict, common['over-budget']],
});

export const testWebhookEndpoint = defineOperation({
  operationId: 'testWebhookEndpoint',
  method: 'POST',
  path: '/v1/webhook-endpoints/{id}/test',
  summary: 'Send an event of type webhooks.Test to one endpoint; it is not in the feed.',
  scopes: ['webhooks:write'],
  params: endpointPath,
  idempotency: 'required',
  replies: { 202: webhookDelivery },
  problems: [webhookProblems['webhook-endpoint-disabled'], common.conflict, common['over-budget']],
});

export const listWebhookDeliveries = defineOperation({
  operationId: 'listWebhookDeliveries',
  method: 'GET',
  path: '/v1/webhook-endpoints/{id}/deliveries',
  summary: 'What was sent to an endpoint and what came back, newest first.',
  scopes: ['webhooks:read'],
  params: endpointPath,
  query: page,
  idempotency: 'none',
  replies: { 200: webhookDeliveryList },
  problems: [],
});

export const redeliverWebhook = defineOperation({
  operationId: 'redeliverWebhook',
  method: 'POST',
  path: '/v1/deliveries/{id}/redeliver',
  summary: 'Begin a delivery anew: at once, and then by the whole schedule.',
  scopes: ['webhooks:write'],
  params: deliveryPath,
  idempotency: 'required',
  replies: { 202: webhookDelivery },
  problems: [webhookProblems['webhook-endpoint-disabled'], common.conflict, common['over-budget']],
});

export const listEvents = defineOperation({
  operationId: 'listEvents',
  method: 'GET',
  path: '/v1/events',
  summary: 'The public feed of 90 days, oldest first: every event once, in one order.',
  scopes: ['events:read'],
  query: eventsPage,
  idempotency: 'none',
  replies: { 200: eventList },
  problems: [],
});

/** Every call that webhooks answers: its routes, its validation and its part of the OpenAPI document. */
export const webhooksOperations = [
  createWebhookEndpoint,
  listWebhookEndpoints,
  getWebhookEndpoint,
  updateWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
  listWebhookDeliveries,
  redeliverWebhook,
  listEvents,
] as const;
