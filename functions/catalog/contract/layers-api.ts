import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { componentId } from './schemas.ts';

/** So far back is looked for use. */
export const OBSERVED_MINUTES = 60;

export const DEPLOYED = ['as-declared', 'changed', 'gone', 'unchecked'] as const;
export const OBSERVED = ['used', 'perhaps', 'unused', 'unmeasured'] as const;

const layered = z.strictObject({
  from: z.string(),
  to: z.string(),
  kind: z.string(),
  via: z.string().optional(),
  deployed: z.enum(DEPLOYED).meta({
    description:
      'as-declared, changed or gone: what CloudFormation found of the resources behind it when it was last let compare; of an alarm, what CloudWatch has. unchecked: nobody let it, or it cannot compare that.',
  }),
  observed: z.enum(OBSERVED).meta({
    description:
      'used: a count of AWS moved that only this edge moves. perhaps: one that others move too. unused: it did not move. unmeasured: AWS counts nothing of it, or said nothing.',
  }),
});

export const listEdgeLayers = defineOperation({
  operationId: 'listEdgeLayers',
  method: 'GET',
  path: '/v1/catalog/layers',
  scopes: ['catalog:read'],
  idempotency: 'none',
  summary: 'The edges of a component as they are declared, as they are in the account, and as they were seen in use.',
  description:
    'Without a component: those alone that are not in the account as they are declared. Whoever has the right to it lets CloudFormation compare by `aws cloudformation detect-stack-drift`.',
  query: z.strictObject({ component: componentId.optional() }),
  replies: {
    200: z
      .strictObject({
        data: z.array(layered),
        comparedAt: timeOut
          .nullable()
          .meta({ description: 'Since when every stack was compared; null where one was never.' }),
        usedSince: timeOut.meta({ description: 'From when on use was looked for.' }),
        seenAt: timeOut,
      })
      .meta({ id: 'CatalogEdgeLayers' }),
    304: null,
  },
  problems: [common['not-found']],
});
