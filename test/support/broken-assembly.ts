import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in place of a function's code. */
export interface Broken {
  readonly stack: string;
  /** How the function's logical id begins: `ServiceApiFunction`. */
  readonly function: string;
  readonly code: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly FunctionName?: { readonly Ref?: string };
    readonly Code?: { S3Key: string };
  };
}

/**
 * A copy of a synthesized app in which one function has other code, and so another version: what a synthesis of such a source would
 * write, without the synthesis.
 */
export const brokenAssembly = (from: string, to: string, { stack, function: name, code }: Broken): string => {
  cpSync(from, to, { recursive: true });
  const [template, assets] = [join(to, `${stack}.template.json`), join(to, `${stack}.assets.json`)];
  const { Resources: all } = JSON.parse(readFileSync(template, 'utf8')) as { Resources: Record<string, Resource> };
  const [id, fn] =
    Object.entries(all).find(([key, { Type }]) => Type === 'AWS::Lambda::Function' && key.startsWith(name)) ?? [];
  const [version] =
    Object.entries(all).find(
      ([, { Type, Properties }]) => Type === 'AWS::Lambda::Version' && Properties.FunctionName?.Ref === id,
    ) ?? [];
  const key = fn?.Properties.Code?.S3Key;
  if (version === undefined || key === undefined) throw new Error(`there is no function ${name} in ${stack}`);
  const text = readFileSync(template, 'utf8').replaceAll(`"${version}"`, `"${version}Broken"`);
  // Functions of one code share its object, so only this function's own mention of it is another one.
  const written = JSON.parse(text) as { Resources: Record<string, Resource> };
  const mended = written.Resources[id ?? '']?.Properties.Code;
  if (mended !== undefined) mended.S3Key = 'broken.zip';
  writeFileSync(template, JSON.stringify(written));
  mkdirSync(join(to, 'asset.broken'));
  writeFileSync(join(to, 'asset.broken', 'index.mjs'), code);
  const manifest = JSON.parse(readFileSync(assets, 'utf8')) as { files: Record<string, object> };
  manifest.files.broken = { source: { path: 'asset.broken' }, destinations: { here: { objectKey: 'broken.zip' } } };
  writeFileSync(assets, JSON.stringify(manifest));
  return to;
};
