import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DECLARATIONS_FILE, type Declarations } from '../../functions/catalog/contract/declarations.ts';
import { asTemplate, at, isObject, type StackTemplate, textOf } from '../../functions/catalog/model/template.ts';
import { plain } from '../client/answers.ts';
import { CommandFailure } from '../client/problem-error.ts';

/** What a synthesized app holds for its catalog. */
export interface ReadAssembly {
  readonly templates: readonly StackTemplate[];
  /** Absent in assemblies of before there was a catalog. */
  readonly declared: Declarations | undefined;
}

const AGAIN = 'synthesize again with "npm run synth", or leave --assembly out';

const damaged = (path: string, why: string): CommandFailure =>
  new CommandFailure(`${plain(path)} cannot be read: ${plain(why)}; ${AGAIN}.`);

const because = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw damaged(path, because(error));
  }
};

const readTemplate = (path: string, stack: string): StackTemplate => {
  const json = readJson(path);
  try {
    return { stack, template: asTemplate(json) };
  } catch (error) {
    throw damaged(path, because(error));
  }
};

/** A path in a manifest stays in its folder, whoever wrote the manifest. */
const inside = (dir: string, name: string): string => join(dir, basename(name));

const templatesIn = (dir: string): readonly StackTemplate[] => {
  const path = join(dir, 'manifest.json');
  const artifacts = at(readJson(path), 'artifacts');
  if (!isObject(artifacts)) throw damaged(path, "it has no 'artifacts'");
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const properties = at(artifact, 'properties');
    const [file, folder] = [textOf(at(properties, 'templateFile')), textOf(at(properties, 'directoryName'))];
    if (at(artifact, 'type') === 'cdk:cloud-assembly' && folder !== undefined) return templatesIn(inside(dir, folder));
    if (at(artifact, 'type') !== 'aws:cloudformation:stack' || file === undefined) return [];
    return [readTemplate(inside(dir, file), textOf(at(properties, 'stackName')) ?? id)];
  });
};

const readDeclarations = (dir: string): Declarations | undefined => {
  const path = join(dir, DECLARATIONS_FILE);
  if (!existsSync(path)) return undefined;
  const json = readJson(path);
  if (!Array.isArray(at(json, 'domains')) || !Array.isArray(at(json, 'runbooks')))
    throw damaged(path, "it has no 'domains' or no 'runbooks'");
  return json as Declarations;
};

/**
 * Templates and declarations of an assembly, as `cdk synth` leaves one in cdk.out.
 *
 * @throws CommandFailure in one line, where the folder holds none or something in it is damaged
 */
export const readAssembly = (dir: string): ReadAssembly => {
  if (!existsSync(join(dir, 'manifest.json')))
    throw new CommandFailure(`There is no synthesized app in ${plain(dir)}; ${AGAIN}.`);
  const templates = templatesIn(dir);
  if (templates.length === 0) throw new CommandFailure(`The synthesized app in ${plain(dir)} has no stacks.`);
  return { templates, declared: readDeclarations(dir) };
};
