import * as z from 'zod';
import { lineOf } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import type { ReleaseEntry } from '../../registry/contract/releases-view.ts';

const version = z.string().meta({ examples: ['7'] });
const versions = z.record(z.string(), version).meta({ description: 'Function of the domain -> version.' });
const release = z
  .int()
  .nullable()
  .meta({ description: 'By its number; null where the functions are of no one release.' });

export const releaseEntry = z
  .strictObject({
    domain: z.string(),
    seq: z.int(),
    at: timeOut,
    actor: z.string().meta({ description: 'Who did it: as AWS knows them, or tenant and client.' }),
    kind: z.string().meta({ examples: ['rollback-done'] }),
    release,
    says: z.string().meta({ description: 'What happened, in one line.' }),
  })
  .meta({ id: 'ReleaseEntry' });

const functionRelease = z.strictObject({
  name: z.string(),
  version,
  weights: z
    .record(z.string(), z.number())
    .meta({ description: 'Other versions that get a share of the calls, 0 to 1.' }),
  pin: version
    .nullable()
    .meta({ description: 'The version that deployments leave it at; null where nothing holds it.' }),
  template: version.meta({ description: 'What the last deployment brought.' }),
  baking: z
    .strictObject({ from: version, to: version, endsAt: timeOut.nullable() })
    .nullable()
    .meta({ description: 'On its way to another version, which an alarm still takes back.' }),
});

export const domainRelease = z
  .strictObject({
    domain: z.string(),
    release,
    removed: z.boolean(),
    functions: z.array(functionRelease),
    problems: z.array(z.string()).meta({ description: 'Where log, pins and aliases disagree.' }),
    notes: z.array(z.string()),
    open: z
      .strictObject({ actor: z.string(), at: timeOut, reason: z.string() })
      .nullable()
      .meta({ description: 'A rollback that was begun and not finished.' }),
    back: z
      .strictObject({ release, from: versions, to: versions })
      .nullable()
      .meta({ description: 'Where a rollback leads now.' }),
    noWayBack: z.string().nullable().meta({ description: 'Why none leads anywhere.' }),
    entries: z.array(releaseEntry).meta({ description: 'Of the release log, the newest first.' }),
  })
  .meta({ id: 'DomainRelease' });

export type ReleaseEntryView = z.infer<typeof releaseEntry> & ReleaseEntry;

/** Why somebody changes a release; it stays on record. */
export const releaseReason = z
  .strictObject({
    reason: lineOf(500)
      .min(1)
      .meta({ examples: ['payments fail since release 12'] }),
    incident: lineOf(200).min(1).optional().meta({ description: 'The incident that it belongs to.' }),
  })
  .meta({ id: 'ReleaseReason' });

export const releaseOutcome = z
  .strictObject({
    domain: z.string(),
    state: z.enum(['done', 'under-way']).meta({ description: 'under-way: it goes on; read the domain’s releases.' }),
    says: z.string(),
  })
  .meta({ id: 'ReleaseOutcome' });

export const activityItem = z
  .strictObject({
    id: z.string(),
    at: timeOut,
    source: z.enum(['release', 'alarm', 'catalog']),
    kind: z.string().meta({
      examples: ['deployed'],
      description: 'Of a release: as its log has it; of an alarm: rang or ended; of the catalog: system-changed.',
    }),
    component: z.string().meta({
      description:
        'A domain for a release, what the alarm watches for an alarm, the catalog for a change of the system.',
    }),
    by: z.string().nullable().meta({ description: 'Who did it; null where nobody did.' }),
    says: z.string(),
    upstream: z.boolean().meta({ description: 'Of something that the asked component depends on.' }),
    runbook: z.string().nullable(),
  })
  .meta({ id: 'ActivityItem' });
