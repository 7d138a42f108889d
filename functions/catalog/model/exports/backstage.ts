import type { Declarations, DeclaredDomain } from '../../contract/declarations.ts';
import type { Catalog, Component } from '../catalog.ts';
import { type Graph, graphOf } from '../graph.ts';
import { purposeOf } from '../purposes.ts';
import { toAsyncApi } from './asyncapi.ts';
import { dependenciesOf } from './dependencies.ts';
import { toYaml } from './yaml.ts';

/** Backstage's names: letters and digits joined by `-`, `_` or `.`, at most 63 characters. */
const NAME_MAX = 63;
const nameOf = (id: string): string => id.replaceAll('/', '-').slice(0, NAME_MAX);

const API_VERSION = 'backstage.io/v1alpha1';

const RESOURCES: Readonly<Record<string, string>> = {
  table: 'database',
  queue: 'queue',
  bus: 'event-bus',
  bucket: 's3-bucket',
  key: 'encryption-key',
  topic: 'topic',
  api: 'http-api',
};

const entity = (kind: string, name: string, spec: object, more: object = {}) => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, ...more },
  spec,
});

const described = (one: Component): object => {
  const [{ runbook, tier, dataClass }, description] = [one, purposeOf(one)];
  return {
    ...(description === undefined ? {} : { description }),
    ...(tier === undefined && dataClass === undefined
      ? {}
      : {
          labels: {
            ...(tier === undefined ? {} : { tier: String(tier) }),
            ...(dataClass === undefined ? {} : { data: dataClass }),
          },
        }),
    ...(runbook === undefined ? {} : { annotations: { 'folio/runbook': `docs/runbooks/${runbook}.md` } }),
  };
};

/** What Backstage knows as dependency: everything that hurts when it fails. */
const dependsOn = (graph: Graph, id: string): readonly string[] => {
  const refs = dependenciesOf(graph, id).flatMap((to) => {
    const type = graph.component(to)?.type ?? '';
    if (type === 'function') return [`component:${nameOf(to)}`];
    return Object.hasOwn(RESOURCES, type) ? [`resource:${nameOf(to)}`] : [];
  });
  return refs.sort();
};

const openApiOf = ({ name, operations }: DeclaredDomain): string => {
  const paths: Record<string, Record<string, object>> = {};
  for (const { path, method, operationId, summary } of operations)
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: { operationId, summary, responses: { default: { description: summary } } },
    };
  return JSON.stringify({ openapi: '3.1.0', info: { title: `Folio: ${name}`, version: '1' }, paths });
};

const apisOf = (declared: DeclaredDomain, owner: string, catalog: Catalog): readonly object[] => {
  const common = { lifecycle: 'production', owner, system: declared.name };
  return [
    ...(declared.operations.length === 0
      ? []
      : [entity('API', `${declared.name}-http`, { type: 'openapi', ...common, definition: openApiOf(declared) })]),
    ...(declared.events.length === 0
      ? []
      : [
          entity('API', `${declared.name}-events`, {
            type: 'asyncapi',
            ...common,
            definition: toAsyncApi(catalog, declared.name),
          }),
        ]),
  ];
};

/** Which of the events' documents a function publishes to or listens to, by the domain whose they are. */
const eventApis = (catalog: Catalog, id: string, role: 'producers' | 'consumers'): readonly string[] => {
  const sources = catalog.events.flatMap(({ source, schema, producers, consumers }) => {
    const concerned =
      role === 'producers' ? producers.includes(id) : consumers.some(({ functions }) => functions.includes(id));
    return schema !== undefined && concerned ? [`${source}-events`] : [];
  });
  return [...new Set(sources)].sort();
};

const functionEntity = (graph: Graph, component: Component): object => {
  const { id, domain, owner = 'unknown' } = component;
  const answers = graph.from(id, 'exposes').length > 0 && domain !== 'access' ? [`${domain}-http`] : [];
  const provides = [...answers, ...eventApis(graph.catalog, id, 'producers')];
  const consumes = eventApis(graph.catalog, id, 'consumers');
  return entity(
    'Component',
    nameOf(id),
    {
      type: 'service',
      lifecycle: 'production',
      owner,
      system: domain,
      ...(provides.length === 0 ? {} : { providesApis: provides }),
      ...(consumes.length === 0 ? {} : { consumesApis: consumes }),
      dependsOn: dependsOn(graph, id),
    },
    described(component),
  );
};

/** Backstage's catalog-info.yaml: owners, domains, systems, APIs, functions and what they keep, each reference with its entity. */
export const toBackstage = (catalog: Catalog, declared: Declarations): string => {
  const graph = graphOf(catalog);
  const ours = catalog.components.filter(({ type }) => type !== 'external' && type !== 'unresolved');
  const ownerOf = (domain: string): string => graph.component(domain)?.owner ?? 'unknown';
  const owners = [...new Set([...ours.map(({ owner = 'unknown' }) => owner), ownerOf('platform')])].sort();
  const domains = ours.filter(({ type }) => type === 'domain');
  const entities = [
    ...owners.map((owner) => entity('Group', nameOf(owner), { type: 'team', children: [] })),
    entity('Domain', 'folio', { owner: ownerOf('platform') }),
    ...domains.map((one) =>
      entity('System', nameOf(one.id), { owner: one.owner ?? 'unknown', domain: 'folio' }, described(one)),
    ),
    ...declared.domains.flatMap((one) => apisOf(one, ownerOf(one.name), catalog)),
    ...ours.filter(({ type }) => type === 'function').map((one) => functionEntity(graph, one)),
    ...ours
      .filter(({ type }) => Object.hasOwn(RESOURCES, type))
      .map((one) => {
        const spec = {
          type: RESOURCES[one.type],
          owner: one.owner ?? 'unknown',
          system: one.domain,
          dependsOn: dependsOn(graph, one.id),
        };
        return entity('Resource', nameOf(one.id), spec, described(one));
      }),
  ];
  return entities.map(toYaml).join('---\n');
};
