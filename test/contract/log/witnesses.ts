import { copyFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Missing, madeOnce, steps, type Witness, witness } from '../support/tools.ts';

const PYTHON = ['pymerkle==7.0.0', 'cryptography==50.0.2'];
const GO = ['golang.org/x/mod@v0.43.0', 'github.com/transparency-dev/merkle@v0.0.2'];
const HERE = 'test/contract/log';

/** Python's Merkle trees and signatures: `verify.py`. */
export const python = async (): Promise<Witness | Missing> => {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', ...PYTHON];
  const made = await madeOnce('folio-log/python-7.0.0', (folder) =>
    steps(
      [
        ['python3', ['-m', 'venv', '.']],
        ['bin/python', pip],
      ],
      folder,
    ),
  );
  return typeof made === 'string' ? witness(join(made, 'bin/python'), [resolve(HERE, 'verify.py')]) : made;
};

/** Go's notes and checksum database, and the trees of Certificate Transparency: `verify.go`. */
export const go = async (): Promise<Witness | Missing> => {
  const made = await madeOnce('folio-log/go-0.43.0', async (folder) => {
    await writeFile(join(folder, 'go.mod'), 'module verify\n\ngo 1.24\n');
    await copyFile(`${HERE}/verify.go`, join(folder, 'verify.go'));
    return steps([['go', ['get', ...GO]]], folder);
  });
  if (typeof made !== 'string') return made;
  await copyFile(`${HERE}/verify.go`, join(made, 'verify.go'));
  const failed = await steps([['go', ['build', '-o', 'verify', 'verify.go']]], made);
  return failed === undefined ? witness(join(made, 'verify'), []) : { missing: failed };
};
