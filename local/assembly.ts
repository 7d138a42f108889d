import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from './start-failure.ts';
import type { Template } from './template/template.ts';

export interface Stack {
  readonly name: string;
  readonly template: Template;
}

/** A synthesized cloud assembly: its stacks in the order in which they can be deployed, and its assets. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  /** The file or directory of an asset, by its object key in the assets bucket. */
  readonly asset: (objectKey: string) => string;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly file?: string;
    readonly directoryName?: string;
  };
}

interface FileAsset {
  readonly source: { readonly path?: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

const inOrder = (artifacts: Readonly<Record<string, Artifact>>): readonly string[] => {
  const done = new Set<string>();
  const visit = (id: string, above: readonly string[]): void => {
    if (done.has(id)) return;
    if (above.includes(id))
      throw new Error(`the stacks depend on each other in a circle: ${[...above, id].join(' -> ')}`);
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency, [...above, id]);
    done.add(id);
  };
  for (const id of Object.keys(artifacts)) visit(id, []);
  return [...done];
};

const addAssets = (dir: string, file: string, assets: Map<string, string>): void => {
  const manifest = readJson<{ readonly files?: Readonly<Record<string, FileAsset>> }>(join(dir, file));
  for (const { source, destinations } of Object.values(manifest.files ?? {})) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(dir, source.path));
  }
};

const addStacks = (dir: string, stacks: Stack[], assets: Map<string, string>): void => {
  const { artifacts } = readJson<{ readonly artifacts: Readonly<Record<string, Artifact>> }>(
    join(dir, 'manifest.json'),
  );
  for (const id of inOrder(artifacts)) {
    const artifact = artifacts[id];
    const properties = artifact?.properties ?? {};
    if (artifact?.type === 'cdk:asset-manifest' && properties.file !== undefined)
      addAssets(dir, properties.file, assets);
    if (artifact?.type === 'cdk:cloud-assembly' && properties.directoryName !== undefined) {
      addStacks(join(dir, properties.directoryName), stacks, assets);
    }
    if (artifact?.type === 'aws:cloudformation:stack' && properties.templateFile !== undefined) {
      stacks.push({
        name: properties.stackName ?? id,
        template: readJson<Template>(join(dir, properties.templateFile)),
      });
    }
  }
};

/**
 * Reads what `cdk synth` has written, nested stages included.
 * @throws StartFailure when there is no assembly in `dir`.
 */
export const readAssembly = (dir: string): Assembly => {
  if (!existsSync(join(dir, 'manifest.json'))) {
    throw new StartFailure(`there is no synthesized app in ${dir}; run "npm run synth" first`);
  }
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  addStacks(dir, stacks, assets);
  return {
    stacks,
    asset: (objectKey) => {
      const path = assets.get(objectKey);
      if (path === undefined) throw new Error(`the assembly has no asset for the object ${objectKey}`);
      return path;
    },
  };
};
