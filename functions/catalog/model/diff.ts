import type { Catalog, Component, Edge, Right } from './catalog.ts';

/** What changes for users: `breaking` where somebody who relies on it is let down. */
export interface Change {
  readonly what: string;
  readonly breaking: boolean;
}

export interface CatalogDiff {
  readonly users: readonly Change[];
  readonly operators: readonly Change[];
}

const routesOf = ({ components }: Catalog): ReadonlyMap<string, Component> =>
  new Map(components.filter(({ type }) => type === 'route').map((one) => [String(one.facts.route), one]));

const gate = ({ facts }: Component): string =>
  facts.open === true ? 'open to all' : `for ${[facts.scopes ?? []].flat().join(' or ') || 'any token'}`;

/** Pairs of before and after, in the order of their keys. */
const pairs = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>) =>
  [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((key) => ({ key, old: before.get(key), now: after.get(key) }));

const change = (what: string, breaking = false): Change => ({ what, breaking });

const routeChanges = (before: Catalog, after: Catalog): readonly Change[] =>
  pairs(routesOf(before), routesOf(after)).flatMap(({ key, old, now }) => {
    if (old === undefined && now !== undefined) return [change(`new route ${key}, ${gate(now)}`)];
    if (old !== undefined && now === undefined) return [change(`route ${key} is gone`, true)];
    if (old === undefined || now === undefined || gate(old) === gate(now)) return [];
    return [change(`route ${key} was ${gate(old)}, and is ${gate(now)}`, now.facts.open !== true)];
  });

const eventChanges = (before: Catalog, after: Catalog): readonly Change[] => {
  const byType = ({ events }: Catalog) => new Map(events.map((one) => [one.type, one]));
  return pairs(byType(before), byType(after)).flatMap(({ key, old, now }) => {
    if (old === undefined && now !== undefined)
      return [change(`new event ${key}${now.public === true ? ', public' : ', internal'}`)];
    if (old !== undefined && now === undefined) return [change(`event ${key} is gone`, true)];
    if (old === undefined || now === undefined) return [];
    const changes: Change[] = [];
    if (old.version !== now.version)
      changes.push(change(`event ${key} is version ${now.version}, and was ${old.version}`, true));
    else if (JSON.stringify(old.schema) !== JSON.stringify(now.schema))
      changes.push(change(`event ${key} has another schema under the same version ${now.version}`));
    if (old.public === true && now.public !== true) changes.push(change(`event ${key} is not public any more`, true));
    if (old.public !== true && now.public === true) changes.push(change(`event ${key} is public now`));
    return changes;
  });
};

/** One line for each action on each resource: a statement that was only put together differently changes nothing. */
const rightLines = ({ rights }: Catalog): ReadonlyMap<string, string> =>
  new Map(
    rights.flatMap(({ holder, principal, effect, actions, resources, condition }: Right) =>
      actions.flatMap((action) =>
        resources.map((resource) => {
          const who = principal === undefined ? holder : `${principal} on ${holder}`;
          const line = `${who} ${effect === 'Allow' ? 'may' : 'may not'} ${action} on ${resource}`;
          return [
            `${line} ${condition ?? ''}`,
            `${line}${condition === undefined ? '' : ', under conditions'}`,
          ] as const;
        }),
      ),
    ),
  );

const edgeKey = ({ from, kind, to, via }: Edge): string => `${from} ${kind} ${via === undefined ? '' : `${via} `}${to}`;

const domainOf = (id: string): string => id.split('/')[0] ?? '';

/** Dependencies between domains, and everything that leads nowhere. Inside of a domain they are its owner's own affair. */
const crossing = ({ edges }: Catalog): ReadonlyMap<string, Edge> =>
  new Map(
    edges
      .filter(({ from, to, kind }) => domainOf(from) !== domainOf(to) && kind !== 'notifies' && kind !== 'releasedBy')
      .map((edge) => [edgeKey(edge), edge]),
  );

const added = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...after].filter(([key]) => !before.has(key)).sort(([a], [b]) => (a < b ? -1 : 1));

const componentChanges = (before: Catalog, after: Catalog): readonly Change[] => {
  const byId = ({ components }: Catalog) =>
    new Map(components.filter(({ type }) => type !== 'route').map((one) => [one.id, one]));
  return pairs(byId(before), byId(after)).flatMap(({ key, old, now }) => {
    if (old === undefined)
      return [change(`new ${now?.type} ${key}${now?.owner === undefined ? '' : `, of ${now.owner}`}`)];
    if (now === undefined) return [change(`${old.type} ${key} is gone`)];
    return (['owner', 'tier', 'runbook', 'dataClass'] as const)
      .filter((fact) => old[fact] !== now[fact])
      .map((fact) => change(`${fact} of ${key} is ${now[fact] ?? 'nothing'}, and was ${old[fact] ?? 'nothing'}`));
  });
};

/** What a change of the app means for those who use it and for those who run it. */
export const diffOf = (before: Catalog, after: Catalog): CatalogDiff => {
  const [oldRights, newRights] = [rightLines(before), rightLines(after)];
  const [oldEdges, newEdges] = [crossing(before), crossing(after)];
  return {
    users: [...routeChanges(before, after), ...eventChanges(before, after)],
    operators: [
      ...componentChanges(before, after),
      ...added(oldRights, newRights).map(([, line]) => change(`new right: ${line}`)),
      ...added(newRights, oldRights).map(([, line]) => change(`right taken away: ${line}`)),
      ...added(oldEdges, newEdges).map(([key]) => change(`new dependency: ${key}`)),
      ...added(newEdges, oldEdges).map(([key]) => change(`dependency gone: ${key}`)),
    ],
  };
};
