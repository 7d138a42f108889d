import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The types that the emulator refuses a whole template for. Everything else is deployed as it was synthesized. */
export const DROPPED = [
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Events::Archive',
] as const;

/** What was left out of an assembly: type -> how often; and the update policies that named what was left out. */
export type LeftOut = Readonly<Record<string, number>>;

interface Resource {
  readonly Type: string;
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

const adapt = ({ Resources }: Template, count: (what: string) => void): void => {
  const gone = new Set<string>();
  for (const [id, { Type }] of Object.entries(Resources)) {
    if (!DROPPED.some((type) => type === Type)) continue;
    gone.add(id);
    delete Resources[id];
    count(Type);
  }
  for (const resource of Object.values(Resources)) {
    withoutWaiting(resource, gone);
    if (resource.UpdatePolicy?.CodeDeployLambdaAliasUpdate === undefined) continue;
    delete resource.UpdatePolicy;
    count('UpdatePolicy by CodeDeploy');
  }
  const text = JSON.stringify(Resources);
  for (const id of gone) if (text.includes(`"${id}"`)) throw new Error(`${id} is left out, and something needs it.`);
};

/** Takes out of the templates of a synthesized assembly, in place, what the emulator does not know. */
export const adaptAssembly = async (assembly: string): Promise<LeftOut> => {
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
