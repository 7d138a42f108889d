import type { Catalog, Component, Edge, Evidence } from '../../../functions/catalog/model/catalog.ts';
import { placeOf } from '../../../functions/catalog/model/check/finding.ts';
import type { Terminal } from '../../client/terminal.ts';
import { wrapped } from './show-summary.ts';

/** Places of one edge that are shown; `--json` has all of them. */
const PLACES_MAX = 3;

/** One text for each place of a template, with all that was found there: one statement of an IAM policy grants several actions. */
const byPlace = (evidence: readonly Evidence[]): readonly string[] => {
  const places = new Map<string, string[]>();
  for (const one of evidence) {
    const said = places.get(placeOf(one)) ?? [];
    places.set(placeOf(one), one.says === undefined ? said : [...said, one.says]);
  }
  return [...places].map(([place, said]) => (said.length === 0 ? place : `${place}: ${said.join(', ')}`));
};

const evidenceLines = (evidence: readonly Evidence[]): readonly string[] => {
  const places = byPlace(evidence);
  const lines = places.slice(0, PLACES_MAX).map((place) => `      ${place}`);
  const more = places.length - PLACES_MAX;
  return more > 0 ? [...lines, `      and ${more} more places`] : lines;
};

const edgeLines = (edges: readonly Edge[], end: 'from' | 'to', arrow: string): readonly string[] =>
  edges.flatMap((edge) => [
    `  ${arrow} ${edge.kind} ${edge[end]}${edge.via === undefined ? '' : `  (${edge.via})`}`,
    ...evidenceLines(edge.evidence),
  ]);

const factLines = ({ facts }: Component): readonly string[] =>
  Object.entries(facts).map(([name, fact]) => `  ${name}: ${Array.isArray(fact) ? fact.join(', ') : String(fact)}`);

/** A component with everything that the templates say of it, and where they say it. */
export const showComponent = (catalog: Catalog, component: Component, out: Terminal): void => {
  const { id, type, owner, tier, runbook, dataClass, resources } = component;
  out.line(`${id}  ${type}`);
  if (owner !== undefined)
    out.line(`  owner ${owner}, tier ${tier ?? '?'}${dataClass === undefined ? '' : `, ${dataClass} data`}`);
  if (runbook !== undefined) out.line(`  what to do: docs/runbooks/${runbook}.md`);
  for (const line of factLines(component)) out.line(line);
  const isPart = ({ domain, type: kind }: Component): boolean =>
    type === 'domain' && domain === id && kind !== 'domain';
  const parts = catalog.components.filter((one) => isPart(one) && one.type !== 'alarm');
  if (parts.length > 0) out.line(`Parts (${parts.length}, and the alarms):`);
  for (const part of parts) out.line(`  ${part.type} ${part.id}`);
  const [leaving, arriving] = [
    catalog.edges.filter(({ from }) => from === id),
    catalog.edges.filter(({ to }) => to === id),
  ];
  if (leaving.length > 0) out.line('It:');
  for (const line of edgeLines(leaving, 'to', '->')) out.line(line);
  if (arriving.length > 0) out.line('To it:');
  for (const line of edgeLines(arriving, 'from', '<-')) out.line(line);
  if (resources.length > 0) out.line(`Resources (${resources.length}):`);
  for (const line of wrapped(resources.map(({ stack, logicalId }) => `${stack}/${logicalId}`))) out.line(line);
};
