import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportFolder } from '../../bin/catalog/export-folder.ts';
import { toAsyncApi } from '../../functions/catalog/model/exports/asyncapi.ts';
import { toBackstage } from '../../functions/catalog/model/exports/backstage.ts';
import { drawnParts } from '../../functions/catalog/model/exports/drawn-graph.ts';
import { toDot } from '../../functions/catalog/model/exports/pictures.ts';
import { appCatalog, DECLARED } from '../infra/support/catalog.ts';

/** As for the other test of this folder: `npm run test:clients` installs the tools and names their folder. */
const TOOLS = process.env.FOLIO_CLIENT_TOOLS;
const withTools = TOOLS === undefined ? describe.skip : describe;

interface ReadBack {
  readonly asyncapi: { readonly channels: number; readonly operations: number; readonly errors: readonly string[] };
  readonly backstage: {
    readonly entities: number;
    readonly dangling: readonly string[];
    readonly refused: readonly string[];
  };
  readonly dot: { readonly nodes: number; readonly edges: number };
}

withTools('the catalog of the app, as tools of others read it,', () => {
  const catalog = appCatalog();
  const drawn = drawnParts(catalog);
  let folder: string;
  let read: ReadBack;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'folio-exports-'));
    symlinkSync(join(TOOLS ?? '', 'node_modules'), join(folder, 'node_modules'));
    copyFileSync(join(import.meta.dirname, 'read-exports.client.txt'), join(folder, 'read-exports.mjs'));
    writeFileSync(join(folder, 'asyncapi'), toAsyncApi(catalog));
    writeFileSync(join(folder, 'backstage'), toBackstage(catalog, DECLARED));
    writeFileSync(join(folder, 'dot'), toDot(drawn));
    read = JSON.parse(
      execFileSync(process.execPath, ['read-exports.mjs', '.'], { cwd: folder, encoding: 'utf8' }),
    ) as ReadBack;
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has a channel for each event, and an operation for each who sends or receives one, to AsyncAPI’s parser', () => {
    const ends = catalog.events.flatMap(({ producers, consumers }) => [
      ...producers,
      ...new Set(consumers.flatMap(({ functions }) => functions)),
    ]);
    expect(read.asyncapi).toEqual({ channels: catalog.events.length, operations: ends.length, errors: [] });
  });

  test('has only entities that Backstage’s catalog takes, and none that refers to one that is not there', () => {
    expect(read.backstage).toMatchObject({ dangling: [], refused: [] });
    const kept = catalog.components.filter(({ type }) =>
      ['domain', 'function', 'table', 'queue', 'bus', 'bucket', 'key', 'topic', 'api'].includes(type),
    );
    expect(read.backstage.entities).toBeGreaterThan(kept.length);
  });

  test('gives EventCatalog’s linter nothing to warn of: forms, references, owners, schemas, files that it would pass over', async () => {
    const count = await exportFolder(join(folder, 'eventcatalog'), 'eventcatalog', catalog);
    const linter = join(TOOLS ?? '', 'node_modules/.bin/eventcatalog-linter');
    const args = ['eventcatalog', '--fail-on-warning', '--verbose'];
    const { status, stdout, stderr } = spawnSync(linter, args, { cwd: folder, encoding: 'utf8' });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
    expect(count).toBeGreaterThan(catalog.events.length * 2);
    expect(stdout).toMatch(/No problems found|files checked/);
  }, 120_000);

  test('has every node and every arrow to Graphviz', () => {
    expect(read.dot).toEqual({ nodes: drawn.nodes.length, edges: drawn.edges.length });
  });
});
