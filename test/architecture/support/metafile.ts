import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { example } from '../../../functions/example/contract/domain.ts';
import { DOMAINS } from '../../../lib/domains.ts';
import { entryFiles } from '../../../lib/entries.ts';
import { bundling } from '../../../lib/platform/bundle.ts';

/**
 * Builds every function as it is deployed and writes, as JSON, what went into it and how big it came out:
 * `node support/metafile.ts <root> <file> [tracer]`. A process of its own, since esbuild refuses to run inside of Jest's realm.
 */
const [root, file, tracer] = process.argv.slice(2);
if (root === undefined || file === undefined) throw new Error('Give the root of the repository and the file to write.');

const { metafile } = await build({
  ...bundling(root, entryFiles(root, [...DOMAINS, example]), tracer === 'tracer'),
  outdir: 'out',
  write: false,
  metafile: true,
});

const bundles = Object.values(metafile.outputs)
  .filter(({ entryPoint }) => entryPoint !== undefined)
  .map(({ entryPoint, inputs, bytes }) => ({ entry: entryPoint, bytes, inputs: Object.keys(inputs) }));
writeFileSync(file, JSON.stringify(bundles));
