import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { catalogProblems } from './problems.ts';
import { activityItem, domainRelease, releaseOutcome, releaseReason } from './releases-schemas.ts';
import { componentId } from './schemas.ts';

const READ = { scopes: ['catalog:read'], idempotency: 'none' } as const;
const ofDomain = z.strictObject({
  domain: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .meta({ examples: ['ledger'] }),
});

export const listReleases = defineOperation({
  ...READ,
  operationId: 'listReleases',
  method: 'GET',
  path: '/v1/releases',
  summary: 'Which release of each domain is live, what holds it, and what is on its way.',
  replies: { 200: z.strictObject({ data: z.array(domainRelease) }).meta({ id: 'DomainReleaseList' }), 304: null },
  problems: [common.unavailable],
});

export const getRelease = defineOperation({
  ...READ,
  operationId: 'getRelease',
  method: 'GET',
  path: '/v1/releases/{domain}',
  summary: 'The releases of a domain: what is live, where a rollback leads, and what happened, from the release log.',
  params: ofDomain,
  replies: { 200: domainRelease, 304: null },
  problems: [common['not-found'], common.unavailable],
});

/** What is done to a release is on record by its own log, which takes the same order once: no key is needed. */
const CHANGE = {
  scopes: ['releases:operate'],
  idempotency: 'none',
  method: 'POST',
  params: ofDomain,
  body: releaseReason,
  replies: { 200: releaseOutcome, 202: releaseOutcome },
  problems: [
    catalogProblems['releases-not-operated'],
    catalogProblems['release-refused'],
    catalogProblems['foreign-origin'],
    common.unavailable,
  ],
} as const;

export const rollbackRelease = defineOperation({
  ...CHANGE,
  operationId: 'rollbackRelease',
  path: '/v1/releases/{domain}/rollback',
  summary: 'Take a domain back to the release that was live before, and hold it there.',
  description:
    'The same as folio release rollback, with the same record. Sent twice it is done once: the second is refused, since the domain is rolled back already.',
});

export const unpinRelease = defineOperation({
  ...CHANGE,
  operationId: 'unpinRelease',
  path: '/v1/releases/{domain}/unpin',
  summary: 'Let the next deployment move a domain again that a rollback holds. Nothing moves now.',
});

export const resumeRelease = defineOperation({
  ...CHANGE,
  operationId: 'resumeRelease',
  path: '/v1/releases/{domain}/resume',
  summary: 'Finish a rollback that was begun and not finished, whoever began it.',
});

/** Further than this no alarm of a dependency explains anything. */
export const HOPS_UNSAID = 4;

export const listActivity = defineOperation({
  ...READ,
  operationId: 'listActivity',
  method: 'GET',
  path: '/v1/catalog/activity',
  summary: 'What happened lately, the newest first: deployments, rollbacks, canaries, alarms.',
  description: 'With a component: of itself and of what it cannot do without. Alarms of the last two weeks.',
  query: z.strictObject({
    component: componentId.optional(),
    hops: z
      .string()
      .regex(/^[0-4]$/)
      .optional()
      .meta({ description: 'How far upstream, 0 to 4; 4 unless said.' }),
    ...pageShape,
  }),
  replies: { 200: pageOf('ActivityPage', activityItem), 304: null },
  problems: [common['cursor-invalid'], common['not-found'], common.unavailable],
});

/** Answered by the function that reads. */
export const releaseReadOperations = [listReleases, getRelease, listActivity] as const;
/** Answered by a function of its own, which alone may call the registry's operator. */
export const releaseChangeOperations = [rollbackRelease, unpinRelease, resumeRelease] as const;
