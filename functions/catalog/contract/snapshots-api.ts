import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { time, timeOut } from '../../kernel/values/time.ts';
import { evidence, evidentEdge } from './schemas.ts';

const READ = { scopes: ['catalog:read'], idempotency: 'none', method: 'GET' } as const;

/** Whoever wants all of a first snapshot reads it; a comparison shows so many lines of each kind. */
export const CHANGES_MAX = 500;

const snapshot = z
  .strictObject({
    takenAt: timeOut,
    digest: z.string().meta({ examples: ['9f86d081884c7d65'], description: 'The same for the same system.' }),
    components: z.int(),
    edges: z.int(),
    users: z.int().meta({ description: 'Changes for users since the snapshot before.' }),
    operators: z.int().meta({ description: 'Changes for operators since the snapshot before.' }),
  })
  .meta({ id: 'CatalogSnapshot' });

const change = z
  .strictObject({
    what: z.string().meta({ examples: ['new route POST /v1/accounts, for ledger:write'] }),
    breaking: z.boolean().meta({ description: 'Somebody who relies on it is let down.' }),
  })
  .meta({ id: 'CatalogChange' });

const fact = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).meta({ examples: [true] });
const resource = z.strictObject({ stack: z.string(), logicalId: z.string(), type: z.string() });

const component = z.strictObject({
  id: z.string(),
  type: z.string(),
  domain: z.string(),
  owner: z.string().optional(),
  tier: z.int().optional(),
  runbook: z.string().optional(),
  dataClass: z.string().optional(),
  resources: z.array(resource),
  facts: z.record(z.string(), fact),
});

const eventType = z.strictObject({
  type: z.string(),
  source: z.string(),
  version: z.int().optional(),
  public: z.boolean().optional(),
  schema: z.looseObject({}).optional(),
  producers: z.array(z.string()),
  consumers: z.array(
    z.strictObject({
      rule: z.string(),
      version: z.int().optional(),
      queues: z.array(z.string()),
      functions: z.array(z.string()),
    }),
  ),
});

const right = z.strictObject({
  holder: z.string(),
  principal: z.string().optional(),
  effect: z.string(),
  actions: z.array(z.string()),
  resources: z.array(z.string()),
  condition: z.string().optional(),
  evidence,
});

const catalogView = z
  .strictObject({
    takenAt: timeOut.meta({ description: 'When it was read from CloudFormation, or the snapshot taken.' }),
    digest: z.string(),
    catalog: z.strictObject({
      format: z.literal(1),
      components: z.array(component),
      edges: z.array(evidentEdge),
      events: z.array(eventType),
      rights: z.array(right),
      strays: z.array(resource),
    }),
  })
  .meta({ id: 'Catalog' });

export const asOf = time.optional().meta({ description: 'As it was at this time; as it is unless said.' });

export const getCatalog = defineOperation({
  ...READ,
  operationId: 'getCatalog',
  path: '/v1/catalog',
  summary: 'The whole catalog: components, edges with their evidence, types of events, rights; now, or as it was.',
  query: z.strictObject({ asOf }),
  replies: { 200: catalogView },
  problems: [common['not-found'], common.unavailable],
});

export const listSnapshots = defineOperation({
  ...READ,
  operationId: 'listSnapshots',
  path: '/v1/catalog/snapshots',
  summary: 'When the system changed, the newest first: a snapshot was taken each time.',
  description: 'Taken when somebody looks, and every quarter of an hour; never in the middle of a deployment.',
  query: z.strictObject(pageShape),
  replies: { 200: pageOf('CatalogSnapshotList', snapshot) },
  problems: [common['cursor-invalid'], common.unavailable],
});

export const getCatalogChanges = defineOperation({
  ...READ,
  operationId: 'getCatalogChanges',
  path: '/v1/catalog/changes',
  summary: 'What changed between two snapshots, for users and for operators.',
  query: z.strictObject({
    from: time.optional().meta({ description: 'The snapshot as of this time; unless said the one before.' }),
    to: time.optional().meta({ description: 'The snapshot as of this time; the newest unless said.' }),
  }),
  replies: {
    200: z
      .strictObject({
        from: snapshot.nullable().meta({ description: 'Null where there is none before: then nothing is compared.' }),
        to: snapshot,
        users: z.array(change),
        operators: z.array(change),
        left: z.int().meta({ description: `Changes that are not shown: ${CHANGES_MAX} of each kind are.` }),
      })
      .meta({ id: 'CatalogChanges' }),
  },
  problems: [common['not-found'], common.unavailable],
});

export const snapshotOperations = [getCatalog, listSnapshots, getCatalogChanges] as const;
