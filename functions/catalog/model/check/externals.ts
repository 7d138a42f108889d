import type { Declarations } from '../../contract/declarations.ts';
import { EXTERNALS_FILE } from '../edges/externals.ts';
import type { Graph } from '../graph.ts';
import type { Finding } from './finding.ts';

const ID = /^outside\/[a-z0-9-]{1,64}$/;

/** What people declare of others is held to the templates: a part that is gone reaches nobody, and what nobody reaches is no dependency. */
export const externals = (graph: Graph, { externals: declared = [] }: Declarations): readonly Finding[] =>
  declared.flatMap(({ id, owner, reachedBy }) => {
    const finding = (says: string, mend: string): Finding => ({ rule: 'external', about: id, says, mend });
    const gone = reachedBy.map(({ component }) => component).filter((one) => graph.component(one) === undefined);
    return [
      ...(ID.test(id) ? [] : [finding('its id is not of the form outside/<name>', `rename it in ${EXTERNALS_FILE}`)]),
      ...(graph.component(owner)?.type === 'domain' ? [] : [finding(`its owner ${owner} is no domain`, 'name one')]),
      ...gone.map((one) => finding(`${one}, which reaches it, does not exist`, `correct ${EXTERNALS_FILE}`)),
      ...(reachedBy.length > 0 ? [] : [finding('no component reaches it', `take it out of ${EXTERNALS_FILE}`)]),
    ];
  });
