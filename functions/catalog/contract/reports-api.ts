import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { chars } from '../../kernel/values/bounded.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { EXPORT_FORMATS } from './export-formats.ts';
import { scorecard } from './schemas.ts';
import { asOf } from './snapshots-api.ts';

const READ = { scopes: ['catalog:read'], idempotency: 'none', method: 'GET' } as const;
const domain = chars(64)
  .min(1)
  .meta({ examples: ['ledger'] });

export const listScorecards = defineOperation({
  ...READ,
  operationId: 'listScorecards',
  path: '/v1/catalog/scorecards',
  summary: 'What each component is held to: value, threshold, evidence, and how to mend what it fails.',
  query: z.strictObject({
    domain: domain.optional(),
    below: z.enum(['true']).optional().meta({ description: 'Those alone that are below what their tier asks.' }),
    asOf,
    ...pageShape,
  }),
  description:
    'Of the system as it was, by the criteria of this release: two times are held to the same. The snapshots name the times.',
  replies: { 200: pageOf('CatalogScorecardList', scorecard) },
  problems: [common['cursor-invalid'], common['not-found'], common.unavailable],
});

export const exportCatalog = defineOperation({
  ...READ,
  operationId: 'exportCatalog',
  path: '/v1/catalog/export',
  summary: 'The catalog in the words of another tool: Mermaid, Graphviz, Backstage, AsyncAPI, EventCatalog, Compass.',
  description:
    'The same bytes for the same system, as `folio catalog export` writes them of a checkout. EventCatalog and Compass read folders: of them the answer is a JSON object of the files by their paths.',
  query: z.strictObject({
    format: z.enum(EXPORT_FORMATS).meta({ examples: ['backstage'] }),
    domain: domain.optional().meta({
      description:
        'A domain with its neighbours, or all parts by the word all (mermaid, dot); the events of a domain (asyncapi).',
    }),
  }),
  replies: { 200: z.string().meta({ contentMediaType: 'text/plain' }) },
  problems: [common['not-found']],
});

/** The window of metrics, in days. */
export const DAYS = { unsaid: 28, max: 90 } as const;

const figure = z
  .strictObject({
    value: z.number().nullable().meta({ description: 'Null where nothing happened to make it of.' }),
    of: z.int().meta({ description: 'Of how many changes it is made.' }),
  })
  .meta({ id: 'DeliveryFigure' });

const deliveryMetrics = z
  .strictObject({
    domain: z.string(),
    from: timeOut,
    to: timeOut,
    changeLeadTimeSeconds: figure.meta({
      description:
        'Median from the commit to the deployment that brought it. By `folio release metrics`: here none is known.',
    }),
    deploymentsPerDay: figure.meta({ description: 'Changes a day that went live.' }),
    failedDeploymentRecoverySeconds: figure.meta({
      description: 'Median from a failed change’s going live until a release from before it answered again.',
    }),
    changeFailRate: figure.meta({ description: 'Share of changes, 0 to 1, that were taken back.' }),
    reworkRate: figure.meta({ description: 'Share of changes that mended a failure.' }),
  })
  .meta({ id: 'DeliveryMetrics' });

export const getDeliveryMetrics = defineOperation({
  ...READ,
  operationId: 'getDeliveryMetrics',
  path: '/v1/catalog/metrics',
  summary: 'DORA’s five metrics of each domain, from its release log.',
  query: z.strictObject({
    days: z
      .string()
      .regex(/^[1-9][0-9]?$/)
      .refine((days) => Number(days) <= DAYS.max)
      .optional()
      .meta({ description: `Of how many days up to now: 1 to ${DAYS.max}; ${DAYS.unsaid} unless said.` }),
  }),
  replies: { 200: z.strictObject({ data: z.array(deliveryMetrics) }).meta({ id: 'DeliveryMetricsList' }) },
  problems: [common.unavailable],
});

export const reportOperations = [listScorecards, exportCatalog, getDeliveryMetrics] as const;
