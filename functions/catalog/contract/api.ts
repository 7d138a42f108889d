import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { chars } from '../../kernel/values/bounded.ts';
import { COMPONENT_TYPES } from './component-types.ts';
import {
  componentId,
  componentSummary,
  componentView,
  eventTypeView,
  graphView,
  health,
  impactView,
  systemHealthView,
} from './schemas.ts';
import { asOf } from './snapshots-api.ts';

/** Components that one page of the map can show; with more, it says how many are left. */
export const HOPS_MAX = 4;

const READ = { scopes: ['catalog:read'], idempotency: 'none' } as const;
const ofComponent = z.strictObject({ id: componentId });

export const listComponents = defineOperation({
  ...READ,
  operationId: 'listComponents',
  method: 'GET',
  path: '/v1/catalog/components',
  summary: 'Of what the system consists, by id.',
  query: z.strictObject({
    type: z.enum(COMPONENT_TYPES).optional(),
    domain: chars(64)
      .min(1)
      .optional()
      .meta({ examples: ['ledger'] }),
    owner: chars(64).min(1).optional(),
    tier: z.enum(['1', '2', '3']).optional(),
    health: health.optional(),
    q: chars(64).optional().meta({ description: 'A part of its id or of what its template says of it.' }),
    ...pageShape,
  }),
  replies: { 200: pageOf('CatalogComponentList', componentSummary) },
  problems: [common['cursor-invalid']],
});

export const getComponent = defineOperation({
  ...READ,
  operationId: 'getComponent',
  method: 'GET',
  path: '/v1/catalog/component',
  summary: 'A component: who answers for it, what it depends on and why we say so, its alarms, its health.',
  query: ofComponent,
  replies: { 200: componentView, 304: null },
  problems: [common['not-found']],
});

export const getGraph = defineOperation({
  ...READ,
  operationId: 'getGraph',
  method: 'GET',
  path: '/v1/catalog/graph',
  summary: 'Who depends on whom: of all domains, of one domain with its neighbours, or around a component.',
  description:
    'Alarms, routes and keys are left to the components that they belong to. As it was, nothing tells how well it was.',
  query: z.strictObject({
    root: componentId.optional(),
    depth: z
      .string()
      .regex(/^[1-4]$/)
      .optional()
      .meta({ description: `Hops from the root, 1 to ${HOPS_MAX}; 1 unless said.` }),
    direction: z
      .enum(['needs', 'needed', 'both'])
      .optional()
      .meta({ description: 'needs: what the root depends on; needed: what depends on it. Both unless said.' }),
    asOf,
  }),
  replies: { 200: graphView, 304: null },
  problems: [common['not-found']],
});

export const getImpact = defineOperation({
  ...READ,
  operationId: 'getImpact',
  method: 'GET',
  path: '/v1/catalog/impact',
  summary: 'Who is hurt when a component fails, hop by hop: who fails with it, whose work waits.',
  query: ofComponent,
  replies: { 200: impactView },
  problems: [common['not-found']],
});

export const getSystemHealth = defineOperation({
  ...READ,
  operationId: 'getSystemHealth',
  method: 'GET',
  path: '/v1/catalog/health',
  summary: 'What is wrong now: components whose alarms are in ALARM, and where to look first.',
  replies: { 200: systemHealthView, 304: null },
  problems: [],
});

export const listEventTypes = defineOperation({
  ...READ,
  operationId: 'listEventTypes',
  method: 'GET',
  path: '/v1/catalog/event-types',
  summary: 'The types of events, with their schema, who publishes them and who takes them.',
  replies: { 200: z.strictObject({ data: z.array(eventTypeView) }).meta({ id: 'CatalogEventTypes' }) },
  problems: [],
});

export const getRunbook = defineOperation({
  ...READ,
  operationId: 'getRunbook',
  method: 'GET',
  path: '/v1/catalog/runbooks/{name}',
  summary: 'What to do when an alarm fires: the runbook that it names, as Markdown.',
  params: z.strictObject({ name: z.string().regex(/^[a-z0-9-]{1,64}$/) }),
  replies: {
    200: z.strictObject({ name: z.string(), text: z.string() }).meta({ id: 'CatalogRunbook' }),
  },
  problems: [common['not-found']],
});

export const catalogOperations = [
  listComponents,
  getComponent,
  getGraph,
  getImpact,
  getSystemHealth,
  listEventTypes,
  getRunbook,
] as const;
