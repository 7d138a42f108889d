import { COMPONENT_TYPES } from '../../../functions/catalog/contract/component-types.ts';
import { type Catalog, type Component, EDGE_KINDS } from '../../../functions/catalog/model/catalog.ts';

const PLURALS: Readonly<Record<string, string>> = { bus: 'buses', unresolved: 'unresolved' };

/** `3 queues`, `1 queue`. */
export const counted = (count: number, word: string): string =>
  `${count} ${count === 1 ? word : (PLURALS[word] ?? `${word}s`)}`;

/** How many there are of each type, in the order of the types. */
export const typeCounts = (components: readonly Component[]): readonly string[] =>
  COMPONENT_TYPES.flatMap((type) => {
    const count = components.filter((one) => one.type === type).length;
    return count === 0 ? [] : [counted(count, type)];
  });

export const kindCounts = ({ edges }: Catalog): readonly string[] =>
  Object.keys(EDGE_KINDS).flatMap((kind) => {
    const count = edges.filter((edge) => edge.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
