import type { EdgeKind } from '../catalog.ts';
import type { Graph } from '../graph.ts';

/** What hurts a part when it fails, as tools know it that have one kind of dependency. */
const HURTS: readonly EdgeKind[] = [
  'calls',
  'reads',
  'writes',
  'publishes',
  'consumes',
  'decrypts',
  'signs',
  'encryptedBy',
  'parksIn',
];

/** Parts that a part cannot do without, each once, in order. */
export const dependenciesOf = (graph: Graph, id: string): readonly string[] =>
  [...new Set(graph.from(id, ...HURTS).map(({ to }) => to))].sort();
