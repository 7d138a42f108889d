import { copyFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Missing, madeOnce, steps } from '../support/tools.ts';

/** How a receiver of the guide is started, or why it cannot be here. */
export type Start = { readonly command: string; readonly args: readonly string[] } | Missing;

const PYTHON = 'standardwebhooks==1.1.0';
const GO = 'github.com/standard-webhooks/standard-webhooks/libraries@v0.0.1';

const typescript = async (): Promise<Start> => ({
  command: process.execPath,
  args: [resolve('docs/guide/receivers/receiver.ts')],
});

const python = async (): Promise<Start> => {
  const made = await madeOnce('folio-receivers/python-1.1.0', (folder) =>
    steps(
      [
        ['python3', ['-m', 'venv', '.']],
        [
          'bin/python',
          ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', PYTHON],
        ],
      ],
      folder,
    ),
  );
  if (typeof made !== 'string') return made;
  return { command: join(made, 'bin', 'python'), args: [resolve('docs/guide/receivers/receiver.py')] };
};

const go = async (): Promise<Start> => {
  const source = resolve('docs/guide/receivers/receiver.go');
  const made = await madeOnce('folio-receivers/go-0.0.1', async (folder) => {
    await writeFile(join(folder, 'go.mod'), 'module receiver\n\ngo 1.21\n');
    await copyFile(source, join(folder, 'receiver.go'));
    return steps([['go', ['get', GO]]], folder);
  });
  if (typeof made !== 'string') return made;
  await copyFile(source, join(made, 'receiver.go'));
  const failed = await steps([['go', ['build', '-o', 'receiver', 'receiver.go']]], made);
  return failed === undefined ? { command: join(made, 'receiver'), args: [] } : { missing: failed };
};

/** The receivers that the guide shows, by language. */
export const LANGUAGES = { TypeScript: typescript, Python: python, Go: go } as const;
