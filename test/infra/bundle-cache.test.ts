import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Built, BundleCache } from '../../lib/platform/bundle-cache.ts';

const ENTRY = 'functions/a/handlers/a.http.ts';
const INPUTS = [ENTRY, 'node_modules/zod/index.js'];
const built = (code = 'code'): Built => ({ code, map: `map of ${code}`, inputs: INPUTS });

let root: string;
let folder: string;
const write = (file: string, text: string): void => writeFileSync(join(root, file), text);
const cache = (how = 'how', of = root): BundleCache => new BundleCache(of, folder, how);
const records = (): readonly string[] => globSync('**/*.json', { cwd: folder }).map((file) => join(folder, file));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'folio-bundles-'));
  folder = join(root, 'kept');
  for (const below of ['functions/a/handlers', 'node_modules/zod']) mkdirSync(join(root, below), { recursive: true });
  for (const input of INPUTS) write(input, `text of ${input}`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a bundle that is kept', () => {
  test('is found again by another process while its files and all else that makes it are the same', () => {
    expect(cache().find(ENTRY)).toBeUndefined();
    cache().keep(ENTRY, built());
    expect(cache().find(ENTRY)).toEqual(built());
    expect(cache('other options').find(ENTRY)).toBeUndefined();
    expect(cache().find('functions/a/handlers/b.http.ts')).toBeUndefined();
  });

  test.each(INPUTS)('is not found once %s is another one, and is again when it is as before', (input) => {
    cache().keep(ENTRY, built());
    write(input, 'another text');
    expect(cache().find(ENTRY)).toBeUndefined();
    cache().keep(ENTRY, built('other code'));
    expect(cache().find(ENTRY)?.code).toBe('other code');
    write(input, `text of ${input}`);
    expect(cache().find(ENTRY)?.code).toBe('code');
    rmSync(join(root, input));
    expect(cache().find(ENTRY)).toBeUndefined();
  });

  test('of packages that are linked from elsewhere is the bundle of those packages', () => {
    const linked = join(root, 'copy');
    mkdirSync(join(linked, 'functions/a/handlers'), { recursive: true });
    mkdirSync(join(linked, 'node_modules'));
    symlinkSync(join(root, 'node_modules/zod'), join(linked, 'node_modules/zod'));
    writeFileSync(join(linked, ENTRY), readFileSync(join(root, ENTRY)));
    cache('how', linked).keep(ENTRY, { ...built(), inputs: [ENTRY, '../node_modules/zod/index.js'] });
    expect(cache().find(ENTRY)).toEqual(built());
  });

  test('that was cut or changed on the disk counts as not there', () => {
    for (const spoil of [(text: string) => text.slice(0, -9), (text: string) => text.replace('code', 'evil')]) {
      cache().keep(ENTRY, built());
      const [record = ''] = records();
      writeFileSync(record, spoil(readFileSync(record, 'utf8')));
      expect(cache().find(ENTRY)).toBeUndefined();
      rmSync(record);
    }
  });

  test('is one of four of its entry: what was not asked for longest goes', () => {
    const keep = (at: number): void => {
      const before = new Set(records());
      write(ENTRY, `version ${at}`);
      cache().keep(ENTRY, built(`code ${at}`));
      for (const record of records()) if (!before.has(record)) utimesSync(record, at, at);
    };
    for (const at of [1, 2, 3, 4]) keep(at);
    write(ENTRY, 'version 1');
    expect(cache().find(ENTRY)?.code).toBe('code 1');
    keep(5);
    const left = [1, 2, 3, 4, 5].filter((at) => {
      write(ENTRY, `version ${at}`);
      return cache().find(ENTRY) !== undefined;
    });
    expect(left).toEqual([1, 3, 4, 5]);
  });
});
