import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { example } from '../../../functions/example/contract/domain.ts';
import type { Problem } from '../../../functions/kernel/core/problem.ts';
import { DOMAINS } from '../../../lib/domains.ts';
import { entryFiles } from '../../../lib/entries.ts';
import { bundling } from '../../../lib/platform/bundle.ts';

/**
 * Builds every function as it is deployed and writes, as JSON, what went into it and how big it came out:
 * `node support/metafile.ts <root> <file> [tracer]`. A process of its own, since esbuild refuses to run inside of Jest's realm.
 */
const [root, file, tracer] = process.argv.slice(2);
if (root === undefined || file === undefined) throw new Error('Give the root of the repository and the file to write.');

const { metafile, outputFiles } = await build({
  ...bundling(root, entryFiles(root, [...DOMAINS, example]), tracer === 'tracer'),
  outdir: 'out',
  write: false,
  metafile: true,
});

/** Texts for the pages of problems. What is no ASCII is written otherwise in a bundle. */
const explanations = DOMAINS.flatMap(({ operations }) =>
  operations.flatMap(({ problems }: { readonly problems: readonly Problem[] }) =>
    problems.map(({ explain }) => explain),
  ),
).filter((text) => /^[\x20-\x7e]+$/.test(text));

const bundles = Object.entries(metafile.outputs)
  .filter(([, { entryPoint }]) => entryPoint !== undefined)
  .map(([path, { entryPoint, inputs, bytes }]) => {
    const text = outputFiles.find((one) => one.path.endsWith(path))?.text ?? '';
    const explains = explanations.filter((one) => text.includes(`explain:"${one}`)).length;
    return { entry: entryPoint, bytes, inputs: Object.keys(inputs), explains };
  });
writeFileSync(file, JSON.stringify(bundles));
