import type { Declarations } from '../../contract/declarations.ts';
import type { Component } from '../catalog.ts';
import type { Graph } from '../graph.ts';
import type { Finding } from './finding.ts';

/** What is not ours to look after. */
const isOurs = ({ type }: Component): boolean => type !== 'external' && type !== 'unresolved';

export const strays = ({ catalog }: Graph): readonly Finding[] =>
  catalog.strays.map(({ stack, logicalId, type }) => ({
    rule: 'belongs',
    about: `${stack}/${logicalId}`,
    says: `${type} belongs to no component`,
    mend: 'make it by a construct of lib/platform, or tell functions/catalog/model/resource-types.ts what it is part of',
  }));

export const owners = ({ catalog }: Graph): readonly Finding[] =>
  catalog.components.filter(isOurs).flatMap(({ id, owner, tier }) =>
    owner !== undefined && tier !== undefined
      ? []
      : [
          {
            rule: 'owned',
            about: id,
            says: `it has no ${owner === undefined ? 'owner' : 'tier'}`,
            mend: 'put it into a DomainStack, or tag it folio:owner and folio:tier',
          },
        ],
  );

export const runbooks = ({ catalog }: Graph, declared: Declarations): readonly Finding[] =>
  catalog.components.filter(isOurs).flatMap(({ id, runbook }) => {
    if (runbook !== undefined && declared.runbooks.includes(runbook)) return [];
    const says = runbook === undefined ? 'it has no runbook' : `its runbook docs/runbooks/${runbook}.md does not exist`;
    return [{ rule: 'runbook', about: id, says, mend: 'write the runbook, or name one that exists' }];
  });

/** What has to be watched itself; anything else that runs or keeps may be watched by way of who uses it. */
const WATCHED_ITSELF = ['function', 'queue', 'api'];
const WATCHED_BY_ITS_USERS = ['table', 'bucket', 'key', 'bus', 'route', 'schedule', 'rule', 'authorizer'];

/** Edges that say nothing of whether trouble at one end is noticed at the other. */
const SILENT = ['mentions', 'operates', 'releasedBy', 'watches', 'notifies', 'unresolved'];

export const alarms = (graph: Graph): readonly Finding[] => {
  const isInAlarm = ({ from }: { readonly from: string }) => graph.component(from)?.facts.rings === true;
  const isWatched = (id: string): boolean => graph.to(id, 'watches').some(isInAlarm);
  const neighbours = (id: string): readonly string[] => [
    ...graph
      .from(id)
      .filter(({ kind }) => !SILENT.includes(kind))
      .map(({ to }) => to),
    ...graph
      .to(id)
      .filter(({ kind }) => !SILENT.includes(kind))
      .map(({ from }) => from),
  ];
  return graph.catalog.components.flatMap(({ id, type }) => {
    if (!WATCHED_ITSELF.includes(type) && !WATCHED_BY_ITS_USERS.includes(type)) return [];
    if (isWatched(id)) return [];
    if (WATCHED_BY_ITS_USERS.includes(type) && neighbours(id).some(isWatched)) return [];
    const says = WATCHED_ITSELF.includes(type) ? 'no alarm watches it' : 'no alarm watches it or who uses it';
    return [{ rule: 'watched', about: id, says, mend: 'raiseAlarm of lib/platform/alarms.ts' }];
  });
};
