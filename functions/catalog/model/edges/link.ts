import type { EdgeKind } from '../catalog.ts';
import type { EdgeSet, Place } from '../edge-set.ts';

/** What else an edge says, and which way it points: from the component to what its property names, unless said. */
export interface Link {
  readonly via?: string;
  readonly says?: string;
  readonly backwards?: true;
}

/** An edge for each component that a property names, and an unresolved one for each name that means none. */
export const link = (
  edges: EdgeSet,
  component: string,
  kind: EdgeKind,
  place: Place,
  value: unknown,
  { backwards, ...more }: Link = {},
): readonly string[] =>
  edges.targets(place.stack, value).flatMap((target) => {
    if (target.kind !== 'component') {
      const what = target.kind === 'text' ? target.text : target.what;
      edges.unresolved(component, what, place, `${kind} by its name`);
      return [];
    }
    if (backwards) edges.add(target.id, kind, component, place, more);
    else edges.add(component, kind, target.id, place, more);
    return [target.id];
  });
