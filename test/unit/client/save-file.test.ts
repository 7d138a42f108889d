import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { saveFile, saveNewFile } from '../../../bin/client/save-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'folio-save-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
async function* pieces(...all: readonly (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const one of all) {
    if (one instanceof Error) throw one;
    yield one;
  }
}

test('bytes are saved as they are; what cannot be read at all leaves the file of that name, and a bad place is one line', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'before');
  await expect(saveFile(path, pieces(new Error('not there')))).rejects.toThrow('not there');
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(await saveFile(path, pieces(Uint8Array.of(0xe4, 0xff), Uint8Array.of(0)))).toBe(3);
  expect([...readFileSync(path)]).toEqual([0xe4, 0xff, 0]);
  await expect(saveFile(folder, pieces(Uint8Array.of(1)))).rejects.toThrow(`${folder} cannot be written: EISDIR.`);
});

test('a secret is saved where there was no file, for nobody else to read', async () => {
  const path = join(folder, 'secret');
  await saveNewFile(path, 'secret');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(saveNewFile(path, 'another')).rejects.toThrow(`${path} cannot be written: there is one already.`);
  expect(readFileSync(path, 'utf8')).toBe('secret');
});
