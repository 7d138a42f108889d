import type { Declarations } from '../contract/declarations.ts';
import type { Catalog, Component, Edge, ResourceRef, Right } from './catalog.ts';
import { componentsOf } from './components.ts';
import { EdgeSet } from './edge-set.ts';
import { addEdges } from './edges/all-edges.ts';
import { addExternals } from './edges/externals.ts';
import { eventTypesOf } from './events.ts';
import { withNeighboursOwner } from './inherited-owner.ts';
import { withOperations } from './operations.ts';
import { withPurposes } from './purposes.ts';
import { referencesOf } from './references.ts';
import { rightsOf } from './rights.ts';
import type { StackTemplate } from './template.ts';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const inOrder = <T>(all: readonly T[], key: (one: T) => string): readonly T[] =>
  all
    .map((one) => [key(one), one] as const)
    .sort(([a], [b]) => compare(a, b))
    .map(([, one]) => one);

const placed = ({ stack, logicalId }: { readonly stack: string; readonly logicalId: string }): string =>
  `${stack}/${logicalId}`;

/** The resource that names the component stays first. */
const orderedParts = (component: Component): Component => {
  const [head, ...rest] = component.resources;
  if (head === undefined) return component;
  const resources: readonly ResourceRef[] =
    component.type === 'domain' ? inOrder(component.resources, placed) : [head, ...inOrder(rest, placed)];
  return { ...component, resources };
};

const orderedEdge = (edge: Edge): Edge => ({
  ...edge,
  evidence: inOrder(edge.evidence, (one) => `${placed(one)} ${one.property} ${one.says ?? ''}`),
});

const rightKey = ({ holder, actions, resources, evidence }: Right): string =>
  [holder, actions, resources, placed(evidence), evidence.property].join('\n');

/**
 * What the templates and the declarations of an app come to. A function of its arguments alone, and the same in whatever order
 * the templates come.
 */
export const buildCatalog = (templates: readonly StackTemplate[], declared: Declarations): Catalog => {
  const sorted = inOrder(templates, ({ stack }) => stack);
  const references = referencesOf(sorted);
  const components = componentsOf(sorted, references);
  const domains = new Set(components.all.filter(({ type }) => type === 'domain').map(({ id }) => id));
  const set = new EdgeSet(sorted, references, components);
  addEdges(set, domains);
  const ids = new Set(components.all.map(({ id }) => id));
  addExternals(set, declared.externals ?? [], (id) => ids.has(id));
  const edges = inOrder(set.edges.map(orderedEdge), ({ from, kind, to, via = '' }) => [from, kind, to, via].join('\n'));
  const owned = withNeighboursOwner([...components.all, ...set.added], edges);
  const told = withPurposes(withOperations(owned, declared), sorted);
  const all = inOrder(told.map(orderedParts), ({ id }) => id);
  return {
    format: 1,
    components: all,
    edges,
    events: eventTypesOf(declared, all, edges),
    rights: inOrder(rightsOf(set), rightKey),
    strays: inOrder(components.strays, placed),
  };
};
