import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { exportFolder } from '../../../bin/catalog/export-folder.ts';
import { earlierFiles, writeFolder } from '../../../bin/catalog/write-folder.ts';
import { CommandFailure } from '../../../bin/client/problem-error.ts';
import { compassPath, toCompass } from '../../../functions/catalog/model/exports/compass.ts';
import { toEventCatalog } from '../../../functions/catalog/model/exports/eventcatalog.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { CATALOG } from './support/two-domains.ts';

const ARI = 'ari:cloud:compass:0a:component/1b/2c';
const folder = temporaryFolders('folio-export-');

describe('EventCatalog', () => {
  const files = toEventCatalog(CATALOG);

  test('has domains with their functions and events, what keeps data, the bus and who owns it', () => {
    expect(Object.keys(files).sort()).toEqual([
      'channels/a-bus/index.mdx',
      'containers/a-store/index.mdx',
      'domains/a/events/a.B/index.mdx',
      'domains/a/events/a.B/schema.json',
      'domains/a/events/a.C/index.mdx',
      'domains/a/events/a.C/schema.json',
      'domains/a/index.mdx',
      'domains/a/services/a-api/index.mdx',
      'domains/b/index.mdx',
      'domains/b/services/b-caller/index.mdx',
      'teams/tests.mdx',
      'teams/unknown.mdx',
    ]);
  });

  test('has of a function what it sends, by the version of the event, and what it reads and writes', () => {
    const text = files['domains/a/services/a-api/index.mdx'] ?? '';
    expect(text).toContain('sends:\n  - id: "a.B"\n    version: "1.0.0"\n  - id: "a.C"\n    version: "1.0.0"\n');
    expect(text).toContain('receives: []\n');
    expect(text).toContain('writesTo:\n  - id: "a-store"\n');
    expect(text).toContain('readsFrom:\n  - id: "a-store"\n');
  });

  test('has of an event its schema, and the bus that it passes', () => {
    expect(files['domains/a/events/a.B/index.mdx']).toContain('channels:\n  - id: "a-bus"\n');
    expect(JSON.parse(files['domains/a/events/a.B/schema.json'] ?? '')).toMatchObject({ type: 'object' });
  });
});

describe('Compass', () => {
  test('has a file for each part, without an id, which Compass gives, and with its dependencies in words', () => {
    const text = toCompass(CATALOG)[compassPath('b/caller')] ?? '';
    expect(text).toMatch(/^configVersion: 1\nname: "b\/caller"\ndescription: /);
    expect(text).toContain('It depends on a/api.');
    expect(text).toContain('typeId: "SERVICE"\n');
    expect(text).toContain('relationships:\n  DEPENDS_ON: []\n');
  });

  test('has the dependencies by the ids that Compass gave, and no other', () => {
    const text = toCompass(CATALOG, new Map([['a/api', ARI]]));
    expect(text[compassPath('a/api')]).toContain(`\nid: "${ARI}"\n`);
    expect(text[compassPath('b/caller')]).toContain(`  DEPENDS_ON:\n    - "${ARI}"\n`);
    expect(text[compassPath('a/api')]).toContain('  DEPENDS_ON: []\n');
  });

  test('keeps the ids that stand in the files of an earlier export', async () => {
    const to = folder();
    await exportFolder(to, 'compass', CATALOG);
    const path = join(to, compassPath('a/api'));
    writeFileSync(path, readFileSync(path, 'utf8').replace('name:', `id: '${ARI}'\nname:`));
    await exportFolder(to, 'compass', CATALOG);
    expect(readFileSync(path, 'utf8')).toContain(`\nid: "${ARI}"\n`);
    expect(readFileSync(join(to, compassPath('b/caller')), 'utf8')).toContain(`    - "${ARI}"\n`);
  });
});

describe('the folder of an export', () => {
  test('is made where its parent is there, and is told of where it is a file or has no parent', async () => {
    const to = folder();
    await exportFolder(join(to, 'new'), 'compass', CATALOG);
    expect(readdirSync(join(to, 'new'))).toContain('folio-export.json');
    writeFileSync(join(to, 'file'), '');
    for (const wrong of ['file', 'file/below', 'not/there'])
      await expect(exportFolder(join(to, wrong), 'compass', CATALOG)).rejects.toThrow(CommandFailure);
    expect(readdirSync(to).sort()).toEqual(['file', 'new']);
  });

  test('has the same bytes again, loses what is gone, and keeps what was laid beside', async () => {
    const to = folder();
    await writeFolder(to, 'compass', { 'a/compass.yml': '1', 'b/compass.yml': '2' });
    writeFileSync(join(to, 'a/notes.txt'), 'mine');
    await writeFolder(to, 'compass', { 'a/compass.yml': '3' });
    expect(readdirSync(join(to, 'a')).sort()).toEqual(['compass.yml', 'notes.txt']);
    expect(readdirSync(join(to, 'b'))).toEqual([]);
    expect(readFileSync(join(to, 'a/compass.yml'), 'utf8')).toBe('3');
    expect(await earlierFiles(to, 'compass')).toEqual(['a/compass.yml']);
  });

  test.each([
    ['files of somebody else', 'notes.txt', 'mine'],
    ['an export of another format', 'folio-export.json', '{"format":"eventcatalog","files":[]}'],
    ['a list that leads out of it', 'folio-export.json', '{"format":"compass","files":["../../etc/passwd"]}'],
    ['a list that is none', 'folio-export.json', '[]'],
  ])('is not touched where it holds %s', async (_, name, content) => {
    const to = folder();
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, name), content);
    await expect(exportFolder(to, 'compass', CATALOG)).rejects.toThrow(CommandFailure);
    expect(readdirSync(to)).toEqual([name]);
  });

  test.each([
    ['a file that is gone', ['link/kept.txt'], 'link'],
    ['a file that is written', [], compassPath('a/api').split('/')[0] ?? ''],
  ])('is not touched where %s lies behind a link, which leads out of it', async (_, listed, link) => {
    const [to, other] = [join(folder(), 'export'), folder()];
    mkdirSync(to);
    writeFileSync(join(other, 'kept.txt'), 'kept');
    symlinkSync(other, join(to, link));
    writeFileSync(join(to, 'folio-export.json'), JSON.stringify({ format: 'compass', files: listed }));
    await expect(exportFolder(to, 'compass', CATALOG)).rejects.toThrow('is a link');
    expect([readdirSync(other), existsSync(join(other, 'kept.txt'))]).toEqual([['kept.txt'], true]);
  });

  test('is not written through a file that is a link', async () => {
    const [to, other] = [join(folder(), 'export'), folder()];
    await exportFolder(to, 'eventcatalog', CATALOG);
    const path = join(to, 'teams/tests.mdx');
    writeFileSync(join(other, 'kept.txt'), 'kept');
    rmSync(path);
    symlinkSync(join(other, 'kept.txt'), path);
    await expect(exportFolder(to, 'eventcatalog', CATALOG)).rejects.toThrow('is a link');
    expect(readFileSync(join(other, 'kept.txt'), 'utf8')).toBe('kept');
  });
});
