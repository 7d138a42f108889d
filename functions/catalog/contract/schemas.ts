import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';
import { timeOut } from '../../kernel/values/time.ts';

/** The worst first. Silence of the source is `unknown`, never `ok`. */
export const HEALTH = ['down', 'degraded', 'unknown', 'ok'] as const;
export const health = z.enum(HEALTH);

/** As `folio catalog` names components. */
export const componentId = chars(200)
  .min(1)
  .meta({ description: 'As lists name it.', examples: ['payments/work-queue'] });

export const evidence = z
  .strictObject({
    stack: z.string(),
    logicalId: z.string(),
    property: z.string().meta({ description: 'The property, as a path.' }),
    says: z.string().optional(),
  })
  .meta({ id: 'CatalogEvidence' });

const summaryShape = {
  id: z.string(),
  type: z.string(),
  domain: z.string(),
  owner: z.string().nullable(),
  tier: z.int().nullable().meta({ description: '1: money stops or is at risk; 2: a feature is late; 3: no hurry.' }),
  runbook: z.string().nullable(),
  purpose: z.string().nullable().meta({ description: 'What it is for, of a domain.' }),
  health,
};

export const componentSummary = z.strictObject(summaryShape).meta({ id: 'CatalogComponentSummary' });

const edgeShape = {
  from: z.string(),
  to: z.string(),
  kind: z.string(),
  via: z.string().optional().meta({ description: 'What passes, such as a type of event.' }),
};

export const evidentEdge = z.strictObject({ ...edgeShape, evidence: z.array(evidence) }).meta({ id: 'CatalogEdge' });

export const alarmView = z
  .strictObject({
    component: z.string().meta({ description: 'The alarm itself.' }),
    watches: z.array(z.string()),
    state: z.enum(['ok', 'alarm', 'unknown']),
    since: timeOut,
    says: z.string(),
    owner: z.string().nullable(),
    tier: z.int().nullable(),
    runbook: z.string().nullable(),
  })
  .meta({ id: 'CatalogAlarm' });

const found = z.union([z.string(), z.number(), z.boolean()]).meta({ examples: [true] });
export const scorecard = z
  .strictObject({
    component: z.string(),
    points: z.record(z.string(), z.int()).meta({ description: '0 to 100 of each card of which something applies.' }),
    level: z.string().optional().meta({ description: 'The highest level that it has; none below bronze.' }),
    asked: z.string().meta({ description: 'What its tier asks of it.' }),
    criteria: z.array(
      z.strictObject({
        id: z.string(),
        card: z.string(),
        level: z.string(),
        weight: z.number(),
        mend: z.string(),
        pass: z.boolean(),
        value: found,
        threshold: found,
        evidence: z.array(evidence),
      }),
    ),
  })
  .meta({ id: 'CatalogScorecard' });

export const componentView = z
  .strictObject({
    ...summaryShape,
    dataClass: z.string().nullable(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    parts: z.array(componentSummary).meta({ description: 'Of a domain: what it consists of, its alarms aside.' }),
    edges: z.array(evidentEdge),
    alarms: z.array(alarmView),
    affectedBy: z.array(z.string()).meta({ description: 'Components in trouble that it cannot do without.' }),
    resources: z.array(
      z.strictObject({ stack: z.string(), logicalId: z.string(), type: z.string(), physicalId: z.string().nullable() }),
    ),
    scorecard: scorecard
      .nullable()
      .meta({ description: 'What it is held to, and what was found; null where nothing applies.' }),
    seenAt: timeOut.meta({ description: 'When CloudFormation was last asked.' }),
  })
  .meta({ id: 'CatalogComponent' });

export const graphView = z
  .strictObject({
    nodes: z.array(z.strictObject({ ...summaryShape, parts: z.int() })),
    edges: z.array(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        kind: z.string(),
        count: z.int().meta({ description: 'How many edges this one stands for: none is left out.' }),
      }),
    ),
    left: z.int().meta({ description: 'Components further away than asked for, that one more hop would show.' }),
    seenAt: timeOut,
  })
  .meta({ id: 'CatalogGraph' });

export const impactView = z
  .strictObject({
    id: z.string(),
    hurt: z.array(
      z.strictObject({
        id: z.string(),
        hops: z.int(),
        pain: z.enum(['hard', 'soft']).meta({ description: 'hard: it fails too; soft: its work waits.' }),
        by: z.string(),
        kind: z.string(),
        via: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'CatalogImpact' });

export const systemHealthView = z
  .strictObject({
    health,
    roots: z
      .array(z.string())
      .meta({ description: 'In trouble while all that they need is well: where to look first.' }),
    trouble: z.array(
      z.strictObject({
        ...summaryShape,
        root: z.boolean(),
        affects: z.int().meta({ description: 'Components that fail with it.' }),
        alarms: z.array(alarmView),
      }),
    ),
    watched: z.int().meta({ description: 'Alarms that were read.' }),
    silent: z.int().meta({ description: 'Of those, alarms that have seen nothing to judge by yet.' }),
    seenAt: timeOut,
  })
  .meta({ id: 'CatalogHealth' });

export const eventTypeView = z
  .strictObject({
    type: z.string(),
    source: z.string(),
    version: z.int().nullable(),
    public: z.boolean(),
    schema: z
      .looseObject({})
      .nullable()
      .meta({ description: 'The JSON Schema of its detail, where the contracts say it.' }),
    producers: z.array(z.string()),
    consumers: z.array(
      z.strictObject({
        rule: z.string(),
        version: z.int().nullable(),
        queues: z.array(z.string()),
        functions: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'CatalogEventType' });
