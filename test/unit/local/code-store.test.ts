import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { codeDir, compiledDir, keepOnlyCode, storeCode } from '../../../local/lambda/code-store.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const stored = (source: string): string => {
  const asset = join(folder.path, `asset-${source}`);
  mkdirSync(asset, { recursive: true });
  writeFileSync(join(asset, 'index.mjs'), source);
  return storeCode(folder.path, asset).code;
};

describe('code that no version has any more', () => {
  test('goes with what was compiled of it, and nothing else does', () => {
    const [used, unused] = [stored('used'), stored('unused')];
    for (const code of [used, unused]) mkdirSync(compiledDir(folder.path, code), { recursive: true });
    keepOnlyCode(folder.path, new Set([used]));
    const there = [used, unused].flatMap((code) => [codeDir(folder.path, code), compiledDir(folder.path, code)]);
    expect(there.map((path) => existsSync(path))).toEqual([true, true, false, false]);
  });
});
