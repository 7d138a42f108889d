import type { Assembly, Stack } from '../assembly.ts';
import type { Doing } from '../cloudformation/stack-states.ts';
import type { DeploymentState, StoredRecord } from '../deployment-state.ts';
import type { HandlerTable } from '../resources/handlers.ts';
import type { Applied, DeployContext, Properties, Resource, ResourceHandler } from '../services.ts';
import { condition, evaluate, type Scope } from './evaluate.ts';
import { deploymentOrder, namesIn, neededBy } from './references.ts';
import { TakenBack } from './taken-back.ts';
import { type ResourceDefinition, type Template, TemplateFailure } from './template.ts';

export interface Deployer {
  readonly handlers: HandlerTable;
  readonly state: DeploymentState;
  readonly context: DeployContext;
  readonly parameter: (name: string) => Promise<string | undefined> | string | undefined;
  /** Runs the deployment of one stack, or the removal of those that have left the app: each is in progress only meanwhile. */
  readonly during?: <T>(status: Doing, stacks: readonly string[], run: () => Promise<T>) => Promise<T>;
  /** Lets what changes later change, when all of a stack is applied; resolves with what became of it where it was taken back. */
  readonly settle?: () => Promise<string | undefined>;
}

/** What `cdk bootstrap` writes; every template of the CDK may ask for it. */
const BOOTSTRAP = /^\/cdk-bootstrap\/[^/]+\/version$/;
const BOOTSTRAP_VERSION = '21';

const parameters = async (stack: Stack, { parameter }: Deployer): Promise<Readonly<Record<string, unknown>>> => {
  const values: Record<string, unknown> = {};
  for (const [name, { Type, Default }] of Object.entries(stack.template.Parameters ?? {})) {
    values[name] = Default;
    if (!Type.startsWith('AWS::SSM::Parameter::Value<')) continue;
    const path = String(Default);
    const value = (await parameter(path)) ?? (BOOTSTRAP.test(path) ? BOOTSTRAP_VERSION : undefined);
    if (value === undefined)
      throw new TemplateFailure(`stack ${stack.name} reads the SSM parameter ${path}, which nothing has written`);
    values[name] = Type.includes('List<') ? value.split(',') : value;
  }
  return values;
};

/** @throws TemplateFailure naming a type without a handler, or properties that would have to change something. */
const handlerFor = (where: string, definition: ResourceDefinition, handlers: HandlerTable): ResourceHandler => {
  const handler = handlers.get(definition.Type);
  if (handler === undefined) {
    throw new TemplateFailure(`${where}: the local cloud does not know the resource type ${definition.Type}`);
  }
  const unknown = Object.keys(definition.Properties ?? {}).filter(
    (name) => !handler.supports.includes(name) && !(name in handler.ignores),
  );
  if (unknown.length > 0) {
    throw new TemplateFailure(`${where} (${handler.type}): the local cloud does not support ${unknown.join(', ')}`);
  }
  return handler;
};

/** Refuses what can be refused before anything is touched; a resource under a condition is looked at when its turn comes. */
const checkAll = (assembly: Assembly, handlers: HandlerTable): void => {
  for (const { name, template } of assembly.stacks) {
    for (const [logicalId, definition] of Object.entries(template.Resources ?? {})) {
      if (definition.Condition === undefined) handlerFor(`${name}/${logicalId}`, definition, handlers);
    }
  }
};

/** What has become of a resource: it is as its template wants it, or it changes later or never, and is to be recorded as `after` then. */
interface Outcome {
  readonly after: StoredRecord;
  readonly unsettled: Applied['unsettled'];
}

const applyOne = async (
  stack: Stack,
  logicalId: string,
  definition: ResourceDefinition,
  scope: Scope,
  deployer: Deployer,
): Promise<Outcome> => {
  const handler = handlerFor(`${stack.name}/${logicalId}`, definition, deployer.handlers);
  const before = deployer.state.get(stack.name, logicalId);
  const properties = (evaluate(definition.Properties ?? {}, scope) ?? {}) as Properties;
  const resource: Resource = {
    stack: stack.name,
    logicalId,
    type: definition.Type,
    properties,
    previous: before?.type === definition.Type ? before : undefined,
    ...(definition.UpdatePolicy === undefined ? {} : { updatePolicy: evaluate(definition.UpdatePolicy, scope) }),
  };
  const { ref, attributes, unsettled } = await handler.apply(resource, deployer.context);
  const retained = (definition.DeletionPolicy ?? 'Delete') !== 'Delete';
  const after = { stack: stack.name, logicalId, type: definition.Type, ref, attributes, properties, retained };
  deployer.state.put(unsettled === undefined || before === undefined ? after : before);
  return { after, unsettled };
};

/**
 * Leaves a resource as its last deployment left it, because something that it names was refused; tells whether there is one. It is
 * applied with what is on record, since some of it (routes, event sources) lives in memory and is built anew at each start.
 */
const keepOne = async (
  stack: Stack,
  logicalId: string,
  definition: ResourceDefinition,
  { state, handlers, context }: Deployer,
): Promise<boolean> => {
  const before = state.get(stack.name, logicalId);
  if (before === undefined || before.type !== definition.Type) return false;
  const handler = handlerFor(`${stack.name}/${logicalId}`, definition, handlers);
  const { type, properties } = before;
  await handler.apply({ stack: stack.name, logicalId, type, properties, previous: before }, context);
  return true;
};

/** What the stack tells others; nothing of `unmade` resources, which are not there to be told of. */
const exportsOf = (
  template: Template,
  scope: Scope,
  unmade: ReadonlySet<string>,
): readonly (readonly [string, unknown])[] =>
  Object.values(template.Outputs ?? {}).flatMap((output) =>
    output.Export === undefined ||
    (output.Condition !== undefined && !condition(output.Condition, scope)) ||
    [...namesIn(output.Value)].some((name) => unmade.has(name))
      ? []
      : [[String(evaluate(output.Export.Name, scope)), evaluate(output.Value, scope)] as const],
  );

const deployStack = async (
  stack: Stack,
  exported: Map<string, unknown>,
  deployer: Deployer,
): Promise<readonly string[]> => {
  const applied = new Set<string>();
  const later: StoredRecord[] = [];
  const scope: Scope = {
    stack: stack.name,
    template: stack.template,
    parameters: await parameters(stack, deployer),
    resource: (logicalId) => (applied.has(logicalId) ? deployer.state.get(stack.name, logicalId) : undefined),
    exported: (name) => exported.get(name),
  };
  const waiting: string[] = [];
  const held = new Set<string>();
  const unmade = new Set<string>();
  const names = (needs: ReadonlySet<string>, ids: ReadonlySet<string>): boolean => [...ids].some((id) => needs.has(id));
  for (const logicalId of deploymentOrder(stack.template)) {
    const definition = stack.template.Resources?.[logicalId];
    if (definition === undefined) continue;
    if (definition.Condition !== undefined && !condition(definition.Condition, scope)) continue;
    const needs = neededBy(definition);
    // What names a resource that stays as it was stays as well: the stack was rolled back, and the new version is nobody's news.
    if (names(needs, held)) {
      held.add(logicalId);
      if (await keepOne(stack, logicalId, definition, deployer)) applied.add(logicalId);
      else unmade.add(logicalId);
      continue;
    }
    // What names a resource that is still changing waits until it has changed, as in CloudFormation.
    if (waiting.some((each) => needs.has(each)) || later.some((each) => needs.has(each.logicalId))) {
      waiting.push(logicalId);
      continue;
    }
    const { after, unsettled } = await applyOne(stack, logicalId, definition, scope, deployer);
    if (unsettled === 'later') later.push(after);
    if (unsettled === 'never') held.add(logicalId);
    applied.add(logicalId);
  }
  // On disk before the versions prove themselves, which can take minutes.
  deployer.state.save();
  const ending = await deployer.settle?.();
  if (ending !== undefined) throw new TakenBack(`the release of ${stack.name} was ${ending}`);
  for (const record of later) deployer.state.put(record);
  for (const logicalId of waiting) {
    const definition = stack.template.Resources?.[logicalId];
    if (definition !== undefined) await applyOne(stack, logicalId, definition, scope, deployer);
    applied.add(logicalId);
  }
  for (const [name, value] of exportsOf(stack.template, scope, unmade)) exported.set(name, value);
  deployer.state.save();
  return [...applied].map((logicalId) => `${stack.name}/${logicalId}`);
};

const removeGone = async (present: ReadonlySet<string>, { state, handlers, context }: Deployer): Promise<void> => {
  for (const record of [...state.all()].reverse()) {
    if (present.has(`${record.stack}/${record.logicalId}`)) continue;
    if (!record.retained) await handlers.get(record.type)?.remove?.(record, context);
    state.remove(record);
  }
  state.save(true);
};

/**
 * Makes the local cloud what the assembly says: every resource is applied in order, then what has left the templates is taken
 * away unless it is retained. One that fails half way is not rolled back: what was applied stays, and the next one goes on
 * from there, as after a crash.
 * @throws TemplateFailure naming the stack, the resource and what is not supported.
 */
export const deploy = async (assembly: Assembly, deployer: Deployer): Promise<void> => {
  checkAll(assembly, deployer.handlers);
  const exported = new Map<string, unknown>();
  const present = new Set<string>();
  const during: NonNullable<Deployer['during']> = deployer.during ?? ((_doing, _stacks, run) => run());
  for (const stack of assembly.stacks) {
    const keys = await during('UPDATE', [stack.name], () => deployStack(stack, exported, deployer));
    for (const key of keys) present.add(key);
  }
  const names = new Set(assembly.stacks.map(({ name }) => name));
  const leaving = new Set(deployer.state.all().flatMap(({ stack }) => (names.has(stack) ? [] : [stack])));
  await during('DELETE', [...leaving], () => removeGone(present, deployer));
};
