import { kindsOf, serviceOf } from '../actions.ts';
import type { EdgeKind } from '../catalog.ts';
import type { EdgeSet, Place, Target } from '../edge-set.ts';
import { publishedTypes } from '../published-types.ts';
import { type Statement, statementsOf } from '../statements.ts';
import { at, listOf, type StackTemplate } from '../template.ts';

/** What services of AWS do by a role that they take on for a component is not what the component does. */
const IN_SERVICE: Readonly<Record<string, Partial<Record<EdgeKind, EdgeKind>>>> = {
  'scheduler.amazonaws.com': { calls: 'schedules', writes: 'parksIn' },
  'codedeploy.amazonaws.com': { calls: 'releasedBy', operates: 'takenBackBy' },
};

interface Holder {
  readonly id: string;
  readonly as: Partial<Record<EdgeKind, EdgeKind>>;
}

/** The service that takes a role on; its name may be that of one region. */
const principalOf = (templates: readonly StackTemplate[], stack: string, id: string): string => {
  const role = templates.find((one) => one.stack === stack)?.template.Resources[id];
  const service = JSON.stringify(
    at(role?.Properties, 'AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'Service'),
  );
  const known = Object.keys(IN_SERVICE).find((one) => (service ?? '').includes(`"${one.split('.')[0]}.`));
  return known ?? '';
};

const holdersOf = (edges: EdgeSet, { stack, roles }: Statement): readonly Holder[] =>
  edges.meant(stack, roles).flatMap((role) => {
    if (role.kind !== 'resource') return [];
    const id = edges.componentOf(role.stack, role.id);
    return id === undefined ? [] : [{ id, as: IN_SERVICE[principalOf(edges.templates, role.stack, role.id)] ?? {} }];
  });

const publish = (edges: EdgeSet, from: string, to: string, place: Place, statement: unknown): void => {
  const types = publishedTypes(statement);
  if (types.length === 0)
    edges.unresolved(from, `any event to ${to}`, place, 'events:PutEvents without a condition on events:detail-type');
  for (const type of types) edges.add(from, 'publishes', to, place, { via: type, says: 'events:PutEvents' });
};

/** One action on one target. */
const grantOne = (edges: EdgeSet, { id, as }: Holder, action: string, target: Target, place: Place, value: unknown) => {
  const kinds = kindsOf(action);
  if (kinds.length === 0) return edges.unresolved(id, action, place, 'an action that the catalog does not know');
  for (const plain of kinds) {
    const kind = as[plain] ?? plain;
    const says = action;
    if (target.kind === 'unknown') edges.unresolved(id, target.what, place, says);
    else if (kind === 'operates' && (target.kind === 'text' || target.pattern !== undefined))
      edges.add(id, kind, edges.external(`aws/${serviceOf(action)}`), place, { says });
    else if (target.kind === 'text') edges.unresolved(id, target.text, place, says);
    else if (plain === 'publishes') publish(edges, id, target.id, place, value);
    else if (target.id !== id || kind === 'calls') edges.add(id, kind, target.id, place, { says });
  }
};

/** Actions that look at a thing come with those that use it; of the two, only the use is an edge. */
const withoutLooking = (actions: readonly string[]): readonly string[] => {
  const using = actions.filter((action) => !kindsOf(action).every((kind) => kind === 'operates'));
  const services = new Set(using.map(serviceOf));
  return actions.filter((action) => using.includes(action) || !services.has(serviceOf(action)));
};

/** Of the rights that roles have: what their components read, write, call, publish, decrypt and operate. */
export const addGrants = (edges: EdgeSet): void => {
  for (const statement of statementsOf(edges.templates)) {
    const { stack, logicalId, property, value } = statement;
    if (statement.roles === undefined || at(value, 'Effect') !== 'Allow') continue;
    const place = { stack, logicalId, property };
    const actions = listOf(at(value, 'Action')).map(String);
    for (const holder of holdersOf(edges, statement)) {
      for (const member of ['NotAction', 'NotResource'])
        if (at(value, member) !== undefined)
          edges.unresolved(holder.id, JSON.stringify(at(value, member)), place, `everything but what ${member} says`);
      const targets = listOf(at(value, 'Resource')).flatMap((one) => edges.targets(stack, one));
      for (const action of withoutLooking(actions))
        for (const target of targets) grantOne(edges, holder, action, target, place, value);
    }
  }
};

/** Rights that are not in the templates: managed policies by name. */
export const addManagedPolicies = (edges: EdgeSet): void => {
  for (const { stack, template } of edges.templates)
    for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources)) {
      if (Type !== 'AWS::IAM::Role') continue;
      for (const policy of edges.meant(stack, at(Properties, 'ManagedPolicyArns'))) {
        const id = edges.componentOf(stack, logicalId);
        const place = { stack, logicalId, property: 'ManagedPolicyArns' };
        const what = policy.kind === 'text' ? policy.text : policy.kind === 'unknown' ? policy.what : policy.id;
        if (id !== undefined) edges.unresolved(id, what, place, 'a managed policy, whose rights are in no template');
      }
    }
};
