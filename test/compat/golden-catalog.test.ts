import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Catalog } from '../../functions/catalog/model/catalog.ts';
import { describeSnapshot, digestOf, snapshotOf } from '../../functions/catalog/model/snapshot.ts';
import { liveSnapshots, type Snapshots, UnreadableSnapshot } from '../../functions/catalog/store/queries/snapshots.ts';
import { appCatalog } from '../infra/support/catalog.ts';
import { CatalogBench } from '../support/catalog-bench.ts';
import { clockOf } from '../support/clock.ts';
import { keptReleases, readGolden } from './golden.ts';
import type { CatalogGolden } from './record-catalog.ts';

const BUCKET = 'snapshots-of-a-test';

describe.each(keptReleases())('the snapshot that release %i left in its bucket', (release) => {
  const golden = readGolden<CatalogGolden>(release, 'catalog');
  const written = Buffer.from(golden.object, 'base64');
  const snapshot = snapshotOf(golden.key);
  let server: Server;
  let object: Buffer;

  beforeEach(async () => {
    object = written;
    server = createServer((request, response) => {
      const isThere = decodeURIComponent(request.url ?? '') === `/${BUCKET}/${golden.key}`;
      response.writeHead(isThere ? 200 : 404).end(isThere ? object : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const snapshots = (): Snapshots =>
    liveSnapshots(
      {
        region: 'eu-central-1',
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' }),
        clock: clockOf(() => golden.takenAt),
      },
      BUCKET,
    );
  const read = async (): Promise<Catalog> => {
    if (snapshot === undefined) throw new Error(`${golden.key} is no key of a snapshot any more`);
    return snapshots().read(snapshot);
  };
  /** The object as a later release may have written it. */
  const withMore = (change: (catalog: Record<string, unknown>) => object): void => {
    const catalog = JSON.parse(gunzipSync(written).toString()) as Record<string, unknown>;
    object = gzipSync(JSON.stringify(change(catalog)));
  };

  test('is found by its key, which says of it what it said', () => {
    const { takenAt, digest, components, edges } = golden;
    expect(snapshot).toEqual({ takenAt, digest, components, edges, users: 0, operators: 0 });
  });

  test('is read, and is the same system by its digest', async () => {
    const catalog = await read();
    expect([digestOf(catalog), catalog.components.length, catalog.edges.length]).toEqual([
      golden.digest,
      golden.components,
      golden.edges,
    ]);
  });

  test('is drawn, held to this release’s criteria and compared with the present by the API', async () => {
    const bench = new CatalogBench(appCatalog());
    const catalog = await read();
    bench.now = golden.takenAt + 60_000;
    await bench.snapshots.put(describeSnapshot(catalog, golden.takenAt, undefined), catalog);
    const asOf = `asOf=${new Date(golden.takenAt).toISOString()}`;
    const [whole, graph, cards, changes] = [
      await bench.get('', asOf),
      await bench.get('graph', asOf),
      await bench.get('scorecards', asOf),
      await bench.get('changes'),
    ];
    expect([whole, graph, cards, changes].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(whole.body.digest).toBe(golden.digest);
    const domains = catalog.components.filter(({ type }) => type === 'domain');
    expect(graph.body.nodes.length).toBeGreaterThanOrEqual(domains.length);
    expect(cards.body.data.length).toBeGreaterThan(0);
  });

  test('is read with members that a later release has added to every part and edge', async () => {
    const more = (all: unknown) => (all as readonly object[]).map((one) => ({ ...one, tomorrow: { deeply: [1] } }));
    withMore((catalog) => ({ ...catalog, components: more(catalog.components), edges: more(catalog.edges), also: 1 }));
    expect((await read()).components).toHaveLength(golden.components);
  });

  test('that a later release wrote in another form is no catalog, and says so', async () => {
    withMore((catalog) => ({ ...catalog, format: 2 }));
    await expect(read()).rejects.toThrow(UnreadableSnapshot);
  });
});
