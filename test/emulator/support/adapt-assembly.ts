import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The types that the emulator refuses a whole template for. */
export const DROPPED = [
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Events::Archive',
] as const;

/**
 * A condition key of policies that is always absent there, so that a statement with it would never allow anything. Without the
 * condition the statement allows more: that a role is held to its partitions is not shown.
 */
const UNKNOWN_KEY = 'dynamodb:LeadingKeys';

/** AWS knows no rights to batches: who may send may send many. There, each needs its own. */
const [SEND, SEND_MANY] = ['sqs:SendMessage', 'sqs:SendMessageBatch'];

/** What was changed in an assembly, and how often. Everything else is deployed as it was synthesized. */
export type Changes = Readonly<Record<string, number>>;

interface Statement {
  Action?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly PolicyDocument?: { readonly Statement?: readonly Statement[] } };
  DependsOn?: string | string[];
  UpdatePolicy?: { CodeDeployLambdaAliasUpdate?: unknown };
}

interface Template {
  readonly Resources: Record<string, Resource>;
}

const withoutWaiting = (resource: Resource, gone: ReadonlySet<string>): void => {
  if (resource.DependsOn === undefined) return;
  const left = [resource.DependsOn].flat().filter((id) => !gone.has(id));
  if (left.length > 0) resource.DependsOn = left;
  else delete resource.DependsOn;
};

const withBatches = (statement: Statement): boolean => {
  const actions = [statement.Action ?? []].flat();
  if (!actions.includes(SEND)) return false;
  statement.Action = [...actions, SEND_MANY];
  return true;
};

const withoutUnknownKey = (statement: Statement): boolean => {
  const conditions = Object.entries(statement.Condition ?? {});
  const kept = conditions.filter(([, keys]) => !(UNKNOWN_KEY in keys));
  if (kept.length === conditions.length) return false;
  if (kept.length > 0) statement.Condition = Object.fromEntries(kept);
  else delete statement.Condition;
  return true;
};

const adapt = ({ Resources }: Template, count: (what: string) => void): void => {
  const gone = new Set<string>();
  for (const [id, { Type }] of Object.entries(Resources)) {
    if (!DROPPED.some((type) => type === Type)) continue;
    gone.add(id);
    delete Resources[id];
    count(`left out: ${Type}`);
  }
  for (const resource of Object.values(Resources)) {
    withoutWaiting(resource, gone);
    for (const statement of resource.Properties?.PolicyDocument?.Statement ?? []) {
      if (withoutUnknownKey(statement)) count(`left out: condition on ${UNKNOWN_KEY}`);
      if (resource.Type === 'AWS::IAM::Policy' && withBatches(statement)) count(`added: ${SEND_MANY} to ${SEND}`);
    }
    if (resource.UpdatePolicy?.CodeDeployLambdaAliasUpdate === undefined) continue;
    delete resource.UpdatePolicy;
    count('left out: UpdatePolicy by CodeDeploy');
  }
  const text = JSON.stringify(Resources);
  for (const id of gone) if (text.includes(`"${id}"`)) throw new Error(`${id} is left out, and something needs it.`);
};

/** Changes the templates of a synthesized assembly, in place, where the emulator does not know what AWS knows. */
export const adaptAssembly = async (assembly: string): Promise<Changes> => {
  const counts: Record<string, number> = {};
  for (const name of await readdir(assembly)) {
    if (!name.endsWith('.template.json')) continue;
    const template = JSON.parse(await readFile(join(assembly, name), 'utf8')) as Template;
    adapt(template, (what) => {
      counts[what] = (counts[what] ?? 0) + 1;
    });
    await writeFile(join(assembly, name), JSON.stringify(template));
  }
  return counts;
};
