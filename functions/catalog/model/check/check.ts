import type { Declarations } from '../../contract/declarations.ts';
import type { Catalog } from '../catalog.ts';
import { type Graph, graphOf } from '../graph.ts';
import { alarms, owners, runbooks, strays } from './belonging.ts';
import { callCycles, deadLetters, foreignTables, unresolved } from './boundaries.ts';
import { events, routes } from './contracts.ts';
import { externals } from './externals.ts';
import type { Finding } from './finding.ts';
import { rights } from './rights.ts';

const RULES: readonly ((graph: Graph, declared: Declarations) => readonly Finding[])[] = [
  strays,
  owners,
  runbooks,
  alarms,
  callCycles,
  foreignTables,
  deadLetters,
  events,
  routes,
  rights,
  externals,
  unresolved,
];

/** Everything that keeps a catalog from being trusted; nothing for an app that may be deployed. */
export const check = (catalog: Catalog, declared: Declarations): readonly Finding[] => {
  const graph = graphOf(catalog);
  return RULES.flatMap((rule) => rule(graph, declared));
};
