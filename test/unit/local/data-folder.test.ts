import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { DATA_FORMAT, explainDisk, openDataFolder, StartFailure } from '../../../local/data-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (name: string): string => join(folder.path, name);

const HOLDER = `
import { openDataFolder } from ${JSON.stringify(new URL('../../../local/data-folder.ts', import.meta.url).href)};
openDataFolder(process.argv[2]);
process.stdout.write('held');
setInterval(() => undefined, 1000);
`;

describe('the data folder', () => {
  test('is private and can be opened again after it was released', () => {
    const first = openDataFolder(at('a'));
    expect(statSync(at('a')).mode & 0o777).toBe(0o700);
    first.release();
    openDataFolder(at('a')).release();
  });

  test('belongs to one at a time', () => {
    const held = openDataFolder(at('b'));
    expect(() => openDataFolder(at('b'))).toThrow(StartFailure);
    expect(() => openDataFolder(at('b'))).toThrow('in use by another Folio');
    held.release();
    openDataFolder(at('b')).release();
  });

  test('is free again when its process was killed', async () => {
    writeFileSync(at('holder.ts'), HOLDER);
    const holder = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', at('holder.ts'), at('c')]);
    await once(holder.stdout, 'data');
    try {
      expect(() => openDataFolder(at('c'))).toThrow('in use');
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    }
    openDataFolder(at('c')).release();
  });

  test('of a newer release is refused and left alone', () => {
    mkdirSync(at('d'));
    writeFileSync(join(at('d'), 'format.json'), JSON.stringify({ format: DATA_FORMAT + 1 }));
    expect(() => openDataFolder(at('d'))).toThrow('newer release');
    expect(() => openDataFolder(at('d'))).toThrow('newer release');
  });

  test('fresh empties a folder of ours', () => {
    openDataFolder(at('e')).release();
    mkdirSync(join(at('e'), 'functions'));
    openDataFolder(at('e'), true).release();
    expect(existsSync(join(at('e'), 'functions'))).toBe(false);
  });

  test("fresh leaves a folder alone that holds other people's files", () => {
    mkdirSync(at('g'));
    writeFileSync(join(at('g'), 'thesis.txt'), '');
    expect(() => openDataFolder(at('g'), true)).toThrow("not Folio's");
    expect(existsSync(join(at('g'), 'thesis.txt'))).toBe(true);
  });

  test('that is a file is refused in one line', () => {
    writeFileSync(at('f'), '');
    expect(() => openDataFolder(at('f'))).toThrow(StartFailure);
  });

  test.each([
    [Object.assign(new Error('write'), { code: 'ENOSPC' }), 'is full'],
    [new Error('database or disk is full'), 'is full'],
    [Object.assign(new Error('open'), { code: 'EACCES' }), 'cannot be written'],
    [Object.assign(new Error('open'), { code: 'EROFS' }), 'cannot be written'],
  ])('%s is one line about the disk', (error, words) => {
    const explained = explainDisk('/data', error);
    expect(explained).toBeInstanceOf(StartFailure);
    expect(explained.message).toMatch(new RegExp(`^[^\\n]*${words}[^\\n]*$`));
  });

  test('what nobody can explain is passed on whole', () => {
    const odd = new Error('odd');
    expect(explainDisk('/data', odd)).toBe(odd);
  });
});
