import type { Catalog, Component, EventType } from '../catalog.ts';
import { type Graph, graphOf } from '../graph.ts';
import { purposeOf } from '../purposes.ts';
import { type ExportedFiles, fileNameOf } from './files.ts';
import { toYaml } from './yaml.ts';

/** EventCatalog asks for a semantic version of everything. Parts of a system have none: only a type of event does. */
const NO_VERSION = '1.0.0';
const versionOf = (version: number): string => `${version}.0.0`;

const CONTAINERS: Readonly<Record<string, { readonly type: string; readonly technology: string }>> = {
  table: { type: 'database', technology: 'Amazon DynamoDB' },
  bucket: { type: 'objectStore', technology: 'Amazon S3' },
};
const CHANNELS: Readonly<Record<string, string>> = { bus: 'eventbridge', queue: 'sqs' };

const page = (front: object, body: string): string => `---\n${toYaml(front)}---\n\n${body}\n`;
const pointers = (ids: readonly string[]) => ids.map((id) => ({ id: fileNameOf(id), version: NO_VERSION }));

interface Told {
  readonly graph: Graph;
  readonly ownerOf: (domain: string) => string;
}

const common = ({ id, owner = 'unknown' }: Pick<Component, 'id' | 'owner'>, summary: string) => ({
  id: fileNameOf(id),
  name: id,
  version: NO_VERSION,
  summary,
  owners: [owner],
});

/** Read by whoever has the checkout: the address of a repository stands in no template. */
const runbookLine = ({ runbook }: Component): string =>
  runbook === undefined ? '' : ` Its runbook is docs/runbooks/${runbook}.md.`;

const reached = ({ graph }: Told, id: string, kind: 'reads' | 'writes'): readonly string[] =>
  [
    ...new Set(
      graph
        .from(id, kind)
        .map(({ to }) => to)
        .filter((to) => Object.hasOwn(CONTAINERS, graph.component(to)?.type ?? '')),
    ),
  ].sort();

const messages = ({ graph }: Told, id: string, role: 'sends' | 'receives') =>
  graph.catalog.events.flatMap(({ type, version, schema, producers, consumers }) => {
    const isOne = role === 'sends' ? producers.includes(id) : consumers.some(({ functions }) => functions.includes(id));
    return isOne && schema !== undefined && version !== undefined ? [{ id: type, version: versionOf(version) }] : [];
  });

const service = (told: Told, one: Component): string => {
  const summary = `The function ${one.id} of the domain ${one.domain}.`;
  const front = {
    ...common(one, summary),
    sends: messages(told, one.id, 'sends'),
    receives: messages(told, one.id, 'receives'),
    writesTo: pointers(reached(told, one.id, 'writes')),
    readsFrom: pointers(reached(told, one.id, 'reads')),
  };
  return page(front, `${summary}${runbookLine(one)}`);
};

const container = (one: Component): string => {
  const { type = 'other', technology } = CONTAINERS[one.type] ?? {};
  const summary = `The ${one.type} ${one.id} of the domain ${one.domain}.`;
  const front = { ...common(one, summary), container_type: type, technology, classification: one.dataClass };
  return page(front, `${summary}${runbookLine(one)}`);
};

const channel = (one: Component): string => {
  const summary = `The ${one.type} ${one.id} of the domain ${one.domain}.`;
  const front = { ...common(one, summary), address: fileNameOf(one.id), protocols: [CHANNELS[one.type]] };
  return page(front, `${summary}${runbookLine(one)}`);
};

const eventFiles = ({ graph, ownerOf }: Told, event: EventType, folder: string): ExportedFiles => {
  const { type, version = 0, source, schema, producers } = event;
  const buses = producers.flatMap((id) => graph.from(id, 'publishes').filter(({ via }) => via === type));
  const summary = `${event.public === true ? 'A public' : 'An internal'} event of the domain ${source}.`;
  const front = {
    ...common({ id: type, owner: ownerOf(source) }, summary),
    version: versionOf(version),
    schemaPath: 'schema.json',
    channels: pointers([...new Set(buses.map(({ to }) => to))].sort()),
  };
  return {
    [`${folder}/index.mdx`]: page(front, `${summary} Its data is described by schema.json.`),
    [`${folder}/schema.json`]: `${JSON.stringify(schema, null, 2)}\n`,
  };
};

const domainFiles = (told: Told, one: Component): ExportedFiles => {
  const { components, events } = told.graph.catalog;
  const folder = `domains/${fileNameOf(one.id)}`;
  const services = components.filter(({ type, domain }) => type === 'function' && domain === one.id);
  const summary = purposeOf(one) ?? `The domain ${one.id}.`;
  const front = { ...common(one, summary), services: pointers(services.map(({ id }) => id)) };
  const declared = events.filter(({ source, schema }) => source === one.id && schema !== undefined);
  return {
    [`${folder}/index.mdx`]: page(front, `${summary}${runbookLine(one)}`),
    ...Object.fromEntries(
      services.map((fn) => [`${folder}/services/${fileNameOf(fn.id)}/index.mdx`, service(told, fn)]),
    ),
    ...Object.assign({}, ...declared.map((event) => eventFiles(told, event, `${folder}/events/${event.type}`))),
  };
};

/** EventCatalog's folder: domains with their services and events, what keeps data, what messages pass through, and who owns it. */
export const toEventCatalog = (catalog: Catalog): ExportedFiles => {
  const graph = graphOf(catalog);
  const told = { graph, ownerOf: (domain: string) => graph.component(domain)?.owner ?? 'unknown' };
  const ours = catalog.components.filter(({ type }) => type !== 'external' && type !== 'unresolved');
  const owners = [...new Set(ours.map(({ owner = 'unknown' }) => owner))].sort();
  const team = (owner: string) => page({ id: owner, name: owner, summary: `Answers for parts of Folio.` }, owner);
  return {
    ...Object.fromEntries(owners.map((owner) => [`teams/${owner}.mdx`, team(owner)])),
    ...Object.assign({}, ...ours.filter(({ type }) => type === 'domain').map((one) => domainFiles(told, one))),
    ...Object.fromEntries(
      ours.flatMap((one) => {
        if (Object.hasOwn(CONTAINERS, one.type))
          return [[`containers/${fileNameOf(one.id)}/index.mdx`, container(one)]];
        return Object.hasOwn(CHANNELS, one.type) ? [[`channels/${fileNameOf(one.id)}/index.mdx`, channel(one)]] : [];
      }),
    ),
  };
};
