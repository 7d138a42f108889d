import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { explainDisk, openDataFolder } from '../../../local/data-folder.ts';
import { DATA_FORMAT } from '../../../local/folder/ownership.ts';
import { StartFailure } from '../../../local/start-failure.ts';
import { temporaryFolder } from '../../support/folder.ts';

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

  describe.each([false, true])('that holds what is not ours (fresh: %s)', (fresh) => {
    const foreign = (name: string, files: Readonly<Record<string, string>>): string => {
      const path = join(folder.path, `${name}-${fresh}`);
      mkdirSync(path, { mode: 0o755 });
      chmodSync(path, 0o755);
      for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
      return path;
    };
    const untouched = (path: string, files: Readonly<Record<string, string>>): void => {
      expect(readdirSync(path).sort()).toEqual(Object.keys(files).sort());
      for (const [file, text] of Object.entries(files)) expect(readFileSync(join(path, file), 'utf8')).toBe(text);
      expect(statSync(path).mode & 0o777).toBe(0o755);
    };

    test.each([
      ['a thesis', { 'thesis.txt': 'years of work' }],
      ['a hidden file', { '.git': '' }],
      ['a name that Folio uses too', { 'deployment.json': '{}' }],
      ['the lock of somebody else', { 'lock.sqlite': '', 'thesis.txt': '' }],
      ['a format of something else', { 'format.json': '{"format":1}', 'thesis.txt': '' }],
      ['a draft of something else', { 'thesis.txt.12.new': '' }],
    ])('is refused and left as it is: %s', (name, files) => {
      const path = foreign(name, files);
      expect(() => openDataFolder(path, fresh)).toThrow(/not Folio's.*nothing in it was touched/);
      untouched(path, files);
    });

    test('is refused through a link to it as well', () => {
      const files = { 'thesis.txt': 'years of work' };
      const path = foreign('behind-a-link', files);
      symlinkSync(path, `${path}.link`);
      expect(() => openDataFolder(`${path}.link`, fresh)).toThrow("not Folio's");
      untouched(path, files);
    });

    test('loses none of it where it was added to a folder of ours', () => {
      const path = join(folder.path, `added-${fresh}`);
      openDataFolder(path).release();
      mkdirSync(join(path, 'functions'));
      writeFileSync(join(path, 'notes.txt'), 'mine');
      openDataFolder(path, fresh).release();
      expect(readFileSync(join(path, 'notes.txt'), 'utf8')).toBe('mine');
      expect(existsSync(join(path, 'functions'))).toBe(!fresh);
    });

    test('is not emptied where an earlier release had moved in between', () => {
      const path = foreign('moved-in', { 'format.json': '{"format":1}', 'lock.sqlite': '', 'thesis.txt': 'mine' });
      mkdirSync(join(path, 'functions'));
      if (fresh) expect(() => openDataFolder(path, true)).toThrow(/other files beside Folio's \(thesis.txt\)/);
      else openDataFolder(path).release();
      expect(readFileSync(join(path, 'thesis.txt'), 'utf8')).toBe('mine');
      expect(existsSync(join(path, 'functions'))).toBe(true);
    });
  });

  test.each([
    ['the root', '/'],
    ['the home of the user', homedir()],
    ['the folder of everybody', tmpdir()],
    ['the checkout', '.'],
  ])('is never %s', (_what, path) => {
    const { mode } = statSync(path);
    expect(() => openDataFolder(path)).toThrow(StartFailure);
    expect(() => openDataFolder(path, true)).toThrow(StartFailure);
    expect(statSync(path).mode).toBe(mode);
  });

  test('can be made in folders that are made with it, and not where the system has no folders', () => {
    openDataFolder(join(at('deep'), 'deeper', 'data')).release();
    expect(statSync(at('deep')).mode & 0o777).toBe(0o700);
    for (const path of ['/proc/x', '/proc/self/x/y', '/dev/null/x'])
      if (existsSync('/proc')) expect(() => openDataFolder(path)).toThrow(StartFailure);
    symlinkSync(at('nowhere'), at('dangling'));
    expect(() => openDataFolder(at('dangling'))).toThrow('leads nowhere');
    expect(() => openDataFolder(join(at('x'), ...Array<string>(40).fill('y')))).toThrow('too deep');
  });

  test.each([
    ['nothing', ''],
    ['half a document', '{"format":'],
    ['another kind of value', '[1]'],
    ['null', 'null'],
    ['format 0', '{"format":0}'],
    ['a negative format', '{"format":-1}'],
    ['half a format', '{"format":1.5}'],
    ['a format in words', '{"format":"1"}'],
  ])('with a damaged format is refused in one line and left alone: %s', (name, text) => {
    const path = at(`damaged ${name}`);
    openDataFolder(path).release();
    writeFileSync(join(path, 'format.json'), text);
    expect(() => openDataFolder(path)).toThrow(/^[^\n]*format\.json is damaged[^\n]*--fresh$/);
    expect(readFileSync(join(path, 'format.json'), 'utf8')).toBe(text);
    openDataFolder(path, true).release();
    openDataFolder(path).release();
  });

  test('of a newer release is not emptied either', () => {
    const path = at('newer');
    openDataFolder(path).release();
    writeFileSync(join(path, 'format.json'), JSON.stringify({ owner: 'folio', format: DATA_FORMAT + 1 }));
    mkdirSync(join(path, 'functions'));
    expect(() => openDataFolder(path, true)).toThrow('newer release');
    expect(existsSync(join(path, 'functions'))).toBe(true);
  });

  test('that a killed first start has left is taken up again', () => {
    mkdirSync(at('killed'));
    for (const name of ['lock.sqlite', 'lock.sqlite-journal', 'format.json.4711.new'])
      writeFileSync(join(at('killed'), name), '');
    openDataFolder(at('killed')).release();
    openDataFolder(at('killed')).release();
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
    [Object.assign(new Error('mkdir'), { code: 'EEXIST', path: '/data/logs' }), '/data/logs is damaged'],
    [Object.assign(new Error('scandir'), { code: 'ENOTDIR', path: '/data/services/kms' }), 'kms is damaged'],
  ])('%s is one line about the disk', (error, words) => {
    const explained = explainDisk('/data', error);
    expect(explained).toBeInstanceOf(StartFailure);
    expect(explained.message).toMatch(new RegExp(`^[^\\n]*${words}[^\\n]*$`));
  });

  test('what nobody can explain is passed on whole', () => {
    const odd = new Error('odd');
    expect(explainDisk('/data', odd)).toBe(odd);
    const elsewhere = Object.assign(new Error('mkdir'), { code: 'EEXIST', path: '/database/logs' });
    expect(explainDisk('/data', elsewhere)).toBe(elsewhere);
  });
});
