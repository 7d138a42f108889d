import type { DeclaredExternal } from '../../contract/declarations.ts';
import type { EdgeSet } from '../edge-set.ts';

/** Where the app says who is not ours: the evidence of what it leads to. */
export const EXTERNALS_FILE = 'lib/catalog/externals.ts';

/** What no template names and people declare. What is declared of a component that is not there leads nowhere; `check` names it. */
export const addExternals = (
  edges: EdgeSet,
  externals: readonly DeclaredExternal[],
  isThere: (component: string) => boolean,
): void => {
  for (const { id, says, owner, tier, link, reachedBy } of externals) {
    edges.external(id, { owner, tier, facts: { says, link } });
    for (const { component, kind, via } of reachedBy) {
      const place = { stack: EXTERNALS_FILE, logicalId: id, property: 'reachedBy' };
      if (isThere(component)) edges.add(component, kind, id, place, { via, says: 'said by a person' });
    }
  }
};
