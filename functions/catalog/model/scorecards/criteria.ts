import type { ComponentType } from '../../contract/component-types.ts';
import type { Component, Edge } from '../catalog.ts';
import type { Graph } from '../graph.ts';
import { atLeast, type Criterion, isTrue, type Measure } from './criterion.ts';

const KEEPS: readonly ComponentType[] = ['table', 'queue', 'bucket', 'bus'];

const none = (found: readonly { readonly evidence: Edge['evidence'] }[]): Measure => ({
  pass: found.length === 0,
  value: found.length,
  threshold: 0,
  evidence: found.flatMap(({ evidence }) => evidence),
});

/** Measures only what is of one of the types. */
const of =
  (
    types: readonly ComponentType[],
    measure: (component: Component, graph: Graph) => Measure | undefined,
  ): Criterion['measure'] =>
  (component, graph) =>
    types.includes(component.type) ? measure(component, graph) : undefined;

const rightsOf = ({ id }: Component, { catalog }: Graph) =>
  catalog.rights.filter(
    ({ holder, effect, principal }) => holder === id && effect === 'Allow' && principal === undefined,
  );

const has = ({ resources }: Component, type: string): Measure => {
  const found = resources.filter((one) => one.type === type);
  return atLeast(
    1,
    found.map(({ stack, logicalId }) => ({ evidence: [{ stack, logicalId, property: 'Type' }] })),
  );
};

const SECURITY: readonly Criterion[] = [
  {
    id: 'named-actions',
    card: 'security',
    level: 'bronze',
    weight: 20,
    mend: 'name each action in its grant',
    measure: of(['function', 'role'], (component, graph) =>
      none(
        rightsOf(component, graph)
          .filter(({ actions }) => actions.some((action) => action.includes('*')))
          .map(({ evidence }) => ({ evidence: [evidence] })),
      ),
    ),
  },
  {
    id: 'named-resources',
    card: 'security',
    level: 'bronze',
    weight: 20,
    mend: 'grant on a resource by reference',
    measure: of(['function', 'role', 'rule'], ({ id }, graph) => none(graph.from(id, 'unresolved'))),
  },
  {
    id: 'own-role',
    card: 'security',
    level: 'silver',
    weight: 10,
    mend: 'ReleasedFunction makes a role for each function',
    measure: of(['function'], (component) => has(component, 'AWS::IAM::Role')),
  },
  {
    id: 'key-of-its-domain',
    card: 'security',
    level: 'silver',
    weight: 10,
    mend: 'DomainKey of lib/platform; SQS’ own key is for letters that must arrive while the key is out of order',
    measure: of(KEEPS, ({ id, facts }, graph) =>
      facts.encrypted === true && graph.to(id, 'parksIn').length > 0
        ? isTrueOf(facts.encrypted)
        : atLeast(1, graph.from(id, 'encryptedBy')),
    ),
  },
  {
    id: 'key-rotated',
    card: 'security',
    level: 'silver',
    weight: 10,
    mend: 'let KMS rotate the key each year (enableKeyRotation)',
    measure: of(['key'], (component) =>
      component.facts.usage === 'ENCRYPT_DECRYPT' ? isTrue(component, 'rotated') : undefined,
    ),
  },
];

const isTrueOf = (value: boolean): Measure => ({ pass: value, value, threshold: true, evidence: [] });

const RELIABILITY: readonly Criterion[] = [
  {
    id: 'recoverable',
    card: 'reliability',
    level: 'bronze',
    weight: 15,
    mend: 'pointInTimeRecovery, as DomainTable has it',
    measure: of(['table'], (component) => isTrue(component, 'recoverable')),
  },
  {
    id: 'kept-from-deletion',
    card: 'reliability',
    level: 'gold',
    weight: 10,
    mend: 'deletionProtection, as DomainTable has it',
    measure: of(['table'], (component) => isTrue(component, 'protectedFromDeletion')),
  },
  {
    id: 'objects-kept',
    card: 'reliability',
    level: 'silver',
    weight: 10,
    mend: 'make the bucket keep versions, as FileBucket does',
    measure: of(['bucket'], (component) => isTrue(component, 'versioned')),
  },
  {
    id: 'parks',
    card: 'reliability',
    level: 'bronze',
    weight: 20,
    mend: 'give it a dead-letter queue or an on-failure destination',
    measure: of(['queue', 'rule', 'schedule'], ({ id, type }, graph) =>
      type === 'queue' && graph.to(id, 'consumes').length === 0 ? undefined : atLeast(1, graph.from(id, 'parksIn')),
    ),
  },
  {
    id: 'parked-rings',
    card: 'reliability',
    level: 'silver',
    weight: 10,
    mend: 'DeadLetterQueue of lib/platform fires at the first message',
    measure: of(['queue'], ({ id }, graph) =>
      graph.to(id, 'parksIn').length === 0 ? undefined : atLeast(1, graph.to(id, 'watches')),
    ),
  },
  {
    id: 'taken-back-by-alarms',
    card: 'reliability',
    level: 'silver',
    weight: 25,
    mend: 'let it take over by a canary: a rollout that is not `direct`',
    measure: of(['function'], ({ id }, graph) => atLeast(1, graph.from(id, 'takenBackBy'))),
  },
];

const OBSERVABILITY: readonly Criterion[] = [
  {
    id: 'alarms',
    card: 'observability',
    level: 'bronze',
    weight: 25,
    mend: 'give it alarms on errors, throttles and duration, as ReleasedFunction does',
    measure: of(['function'], ({ id }, graph) => atLeast(3, graph.to(id, 'watches'))),
  },
  {
    id: 'watched',
    card: 'observability',
    level: 'bronze',
    weight: 25,
    mend: 'give its alarms someone to tell: raiseAlarm of lib/platform',
    measure: of(['queue', 'api'], ({ id }, graph) => atLeast(1, graph.to(id, 'watches'))),
  },
  {
    id: 'traced',
    card: 'observability',
    level: 'silver',
    weight: 20,
    mend: 'say `folio:tracer=true` for the stage, so that X-Ray draws what it calls',
    measure: of(['function'], (component) => isTrue(component, 'traced')),
  },
  {
    id: 'own-log',
    card: 'observability',
    level: 'silver',
    weight: 5,
    mend: 'give it a log group with a retention',
    measure: of(['function', 'api'], (component) => has(component, 'AWS::Logs::LogGroup')),
  },
];

const CONTRACTS: readonly Criterion[] = [
  {
    id: 'declared-events',
    card: 'contracts',
    level: 'bronze',
    weight: 25,
    mend: 'declare the event in the contract of its domain',
    measure: of(['function'], ({ id }, graph) => {
      const published = graph.from(id, 'publishes');
      const declared = new Set(
        graph.catalog.events.flatMap(({ type, schema }) => (schema === undefined ? [] : [type])),
      );
      return published.length === 0 ? undefined : none(published.filter(({ via = '' }) => !declared.has(via)));
    }),
  },
  {
    id: 'own-tables',
    card: 'contracts',
    level: 'bronze',
    weight: 25,
    mend: 'ask the other domain’s API, or subscribe to its events',
    measure: of(['function'], ({ id, domain }, graph) =>
      none(
        graph
          .from(id, 'reads', 'writes', 'consumes')
          .filter(({ to }) => graph.component(to)?.type === 'table' && graph.component(to)?.domain !== domain),
      ),
    ),
  },
  {
    id: 'declared-route',
    card: 'contracts',
    level: 'bronze',
    weight: 15,
    mend: 'HttpRoutes of lib/platform makes routes of contracts',
    measure: of(['route'], (component) =>
      component.facts.route === '$default' ? undefined : isTrueOf(component.facts.operation !== undefined),
    ),
  },
];

export const CRITERIA: readonly Criterion[] = [...SECURITY, ...RELIABILITY, ...OBSERVABILITY, ...CONTRACTS];
