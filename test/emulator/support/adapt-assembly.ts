import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The types that the emulator refuses a whole template for; and the two custom resources that ask the gateway: its names resolve in no function
 * of the emulator, and it has no throttles.
 */
export const DROPPED = [
  'Custom::IssuerReady',
  'Custom::RouteThrottles',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Events::Archive',
  'AWS::Logs::QueryDefinition',
] as const;

/**
 * Condition keys of policies that are always absent there, so that a statement with one would never allow anything. Without the
 * condition the statement allows more: that a role is held to its partitions, and to its events, is not shown.
 */
const UNKNOWN_KEYS = ['dynamodb:LeadingKeys', 'events:source'] as const;

/** Rights that the emulator asks for by another name: AWS has none of its own for a batch, and `GetAlias` is taken for a list. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'sqs:SendMessage': 'sqs:SendMessageBatch',
  'lambda:GetAlias': 'lambda:ListAliases',
};

/** Calls in which the emulator does not see what they are about, so that a right to one thing does not cover them. */
const UNSEEN = ['ssm:GetParametersByPath', 'events:DescribeEventBus'];

/** What was changed in an assembly, and how often. Everything else is deployed as it was synthesized. */
export type Changes = Readonly<Record<string, number>>;

interface Statement {
  readonly Effect?: string;
  readonly Resource?: unknown;
  Action?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly PolicyDocument?: { readonly Statement?: Statement[] };
    readonly KeyPolicy?: { Statement?: Statement[] };
  };
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

type Count = (what: string) => void;

/** Gives a role what it has, in the words of the emulator. */
const translate = (statements: Statement[], count: Count): void => {
  for (const statement of [...statements]) {
    const actions = [statement.Action ?? []].flat();
    for (const action of actions) {
      const other = OTHER_NAMES[action];
      if (other !== undefined) {
        statement.Action = [statement.Action ?? []].flat().concat(other);
        count(`added: ${other} to ${action}`);
      }
      if (!UNSEEN.includes(action)) continue;
      statements.push({ Effect: 'Allow', Action: action, Resource: '*' });
      count(`widened: ${action} to any resource`);
    }
  }
};

const withoutKey = (unknown: string, statement: Statement): boolean => {
  const conditions = Object.entries(statement.Condition ?? {});
  const kept = conditions.filter(([, keys]) => !(unknown in keys));
  if (kept.length === conditions.length) return false;
  if (kept.length > 0) statement.Condition = Object.fromEntries(kept);
  else delete statement.Condition;
  return true;
};

/** `aws:PrincipalArn` is always absent too, so that a denial of a key to all but some roles would deny it to those as well. */
const withoutDenials = ({ Properties }: Resource, count: Count): void => {
  const policy = Properties?.KeyPolicy;
  if (policy?.Statement === undefined) return;
  policy.Statement = policy.Statement.filter(({ Effect, Condition = {} }) => {
    const denies = Effect === 'Deny' && Object.values(Condition).some((keys) => 'aws:PrincipalArn' in keys);
    if (denies) count('left out: denial of a key to all but some roles');
    return !denies;
  });
};

const adapt = ({ Resources }: Template, count: Count): void => {
  const gone = new Set<string>();
  for (const [id, { Type }] of Object.entries(Resources)) {
    if (!DROPPED.some((type) => type === Type)) continue;
    gone.add(id);
    delete Resources[id];
    count(`left out: ${Type}`);
  }
  for (const resource of Object.values(Resources)) {
    withoutWaiting(resource, gone);
    withoutDenials(resource, count);
    const { Statement: statements = [] } = resource.Properties?.PolicyDocument ?? {};
    for (const statement of statements)
      for (const key of UNKNOWN_KEYS) if (withoutKey(key, statement)) count(`left out: condition on ${key}`);
    if (resource.Type === 'AWS::IAM::Policy') translate(statements, count);
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
