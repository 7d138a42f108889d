import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

/** How the console is built: one script and one style, and a script for stages whose people sign in at an issuer; for the browsers of the last two years. */
export const consoleBundling = (root: string): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: {
    app: join(root, 'console/main.tsx'),
    // Loaded where it is needed: it weighs a quarter of the page.
    issuer: join(root, 'console/data/code-flow.ts'),
    style: join(root, 'console/style.css'),
  },
  splitting: true,
  outdir: join(root, 'console/out'),
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'error',
  write: false,
});

/** The console as a browser loads it: name -> text. */
export const consoleFiles = async (root: string): Promise<Readonly<Record<string, string>>> => {
  const { outputFiles = [] } = await build(consoleBundling(root));
  const built = outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1) ?? '', text] as const);
  const plain = ['index.html', 'icon.svg'].map(
    (name) => [name, readFileSync(join(root, 'console', name), 'utf8')] as const,
  );
  return Object.fromEntries([...plain, ...built]);
};
