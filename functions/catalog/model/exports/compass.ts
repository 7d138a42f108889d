import type { Catalog, Component } from '../catalog.ts';
import { type Graph, graphOf } from '../graph.ts';
import { purposeOf } from '../purposes.ts';
import { dependenciesOf } from './dependencies.ts';
import { type ExportedFiles, fileNameOf } from './files.ts';
import { toYaml } from './yaml.ts';

/** What Compass has each of our types as; what is not here is a detail of one that is. */
const TYPES: Readonly<Record<string, string>> = {
  domain: 'CAPABILITY',
  function: 'SERVICE',
  table: 'CLOUD_RESOURCE',
  queue: 'CLOUD_RESOURCE',
  bus: 'CLOUD_RESOURCE',
  bucket: 'CLOUD_RESOURCE',
  key: 'CLOUD_RESOURCE',
  topic: 'CLOUD_RESOURCE',
  api: 'CLOUD_RESOURCE',
};

/** Compass' own bound of what one component depends on. */
export const DEPENDS_ON_MAX = 25;

/** Ids that Compass gave (ARIs), by the part's id here. */
export type CompassIds = ReadonlyMap<string, string>;

export const compassPath = (id: string): string => `${fileNameOf(id)}/compass.yml`;

const shown = ({ type }: Component): boolean => Object.hasOwn(TYPES, type);

const introduced = (one: Component): string =>
  purposeOf(one) ?? `The ${one.type} ${one.id}${one.type === 'domain' ? '' : ` of the domain ${one.domain}`}.`;

const described = (one: Component, needs: readonly string[]): string =>
  `${introduced(one)} ${needs.length === 0 ? 'It depends on nothing.' : `It depends on ${needs.join(', ')}.`}`;

const document = (graph: Graph, component: Component, ids: CompassIds): object => {
  const { id, type, domain, tier, owner, dataClass } = component;
  const needs = dependenciesOf(graph, id).filter((to) => {
    const other = graph.component(to);
    return other !== undefined && shown(other);
  });
  const known = needs.flatMap((to) => ids.get(to) ?? []).slice(0, DEPENDS_ON_MAX);
  return {
    configVersion: 1,
    name: id,
    id: ids.get(id),
    description: described(component, needs),
    typeId: TYPES[type],
    ownerId: null,
    fields: { ...(tier === undefined ? {} : { tier }), lifecycle: 'Active' },
    labels: [
      `domain:${domain === '' ? id : domain}`,
      ...(owner === undefined ? [] : [`owner:${owner}`]),
      ...(dataClass === undefined ? [] : [`data:${dataClass}`]),
    ],
    links: [],
    relationships: { DEPENDS_ON: known },
  };
};

/**
 * Compass' config as code: a `compass.yml` for each part, in a folder of its own.
 *
 * Compass makes a component of a file without an id, and names what it depends on by ids of its own. So the first export has no
 * dependencies but in words; once the ids stand in the files, the next one has them.
 */
export const toCompass = (catalog: Catalog, ids: CompassIds = new Map()): ExportedFiles => {
  const graph = graphOf(catalog);
  return Object.fromEntries(
    catalog.components.filter(shown).map((one) => [compassPath(one.id), toYaml(document(graph, one, ids))]),
  );
};
