import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { audit } from '../../bin/audit/audit.ts';
import type { Books } from '../../bin/audit/books.ts';
import { readBooks } from '../../bin/audit/read-books.ts';
import { readLog } from '../../bin/audit/read-log.ts';
import { Api } from '../../bin/client/api.ts';
import { fetchLog, fetchLogKey } from '../../bin/client/public-log.ts';
import type { Item } from '../../functions/kernel/aws/attributes.ts';
import { cosignedAt, readWitnessKey } from '../../functions/proof/model/note/cosignature.ts';
import { openNote } from '../../functions/proof/model/note/signed-note.ts';
import { verifyProof } from '../../functions/proof/model/verify-proof.ts';
import { builtWith } from '../simulation/planted.ts';
import { AUDIT_BUGS } from '../support/audit-bugs.ts';
import { plantings } from '../support/audit-plantings.ts';
import type { Audited } from '../support/audit-worker.ts';
import { folio as said } from '../support/command-line.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { storeOf } from '../support/store-of.ts';
import { startWitness } from '../support/witness-server.ts';

/** Past what an audit leaves out as young. */
const LATER_MS = 60_000;

describe('the log of a deployment, and the audit of its books', () => {
  let cloud: LocalCloud;
  let acme: Client;
  let folder: string;
  let books: Books;
  let store: DynamoDBClient;
  let tables: { readonly ledger: string; readonly proof: string; readonly webhooks: string };
  const made: string[] = [];

  const folio = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await said(...args);
    return { code, out: code === 0 ? stdout : stdout + stderr };
  };
  const target = () => ({ url: cloud.url, clientId: acme.clientId, clientSecret: acme.clientSecret, source: 'a test' });
  const readAll = async (): Promise<Books> => {
    const log = await readLog((path) => fetchLog(target(), path), await fetchLogKey(target()));
    const access = await readLog((path) => fetchLog(target(), path, 'calls'), await fetchLogKey(target(), 'calls'));
    return readBooks(new Api(target()), { log, access }, Date.now() + LATER_MS);
  };

  beforeAll(async () => {
    cloud = await startLocal();
    acme = cloud.client('acme');
    folder = await mkdtemp(join(tmpdir(), 'folio-proof-'));
    for (const id of ['alice', 'bob']) await acme.post('/v1/accounts', { id, currency: 'USD' });
    const move = async (body: object): Promise<string> => {
      const answer = await acme.post('/v1/transactions', { currency: 'USD', ...body });
      expect(answer.status).toBe(201);
      made.push(answer.body.id);
      return answer.body.id;
    };
    await move({ postings: [{ from: '@world', to: 'alice', amount: '100000' }] });
    for (let at = 1; at <= 12; at += 1)
      await move({ postings: [{ from: 'alice', to: 'bob', amount: String(100 * at) }] });
    const hold = (amount: string) => move({ pending: true, postings: [{ from: 'bob', to: '@fees', amount }] });
    const [posted, voided] = [await hold('50'), await hold('70')];
    await hold('30');
    expect((await acme.post(`/v1/transactions/${posted}/post`, { amount: '40' })).status).toBe(200);
    expect((await acme.post(`/v1/transactions/${voided}/void`)).status).toBe(200);
    expect((await acme.post(`/v1/transactions/${made[3]}/reverse`)).status).toBe(201);
    expect(
      (
        await acme.post('/v1/transactions', {
          currency: 'USD',
          postings: [{ from: 'bob', to: 'alice', amount: '999999999' }],
        })
      ).status,
    ).toBe(422);
    // What follows comes within seconds, each at its own pace.
    books = await eventually(readAll, (read) => audit(read).length === 0, 90_000);
    ({ client: store, tables } = await storeOf(cloud.dataDir));
  }, 300_000);
  afterAll(async () => {
    store?.destroy();
    await cloud?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('has every receipt as a leaf, refusals and new accounts included, under signed checkpoints', () => {
    expect(audit(books)).toEqual([]);
    const operations = [...books.receipts.values()].map(({ operation }) => operation);
    for (const one of [
      'createAccount',
      'createTransaction',
      'postTransaction',
      'voidTransaction',
      'reverseTransaction',
    ])
      expect(operations).toContain(one);
    expect([...books.receipts.values()].some(({ status }) => status === 422)).toBe(true);
    expect(books.leaves.length).toBe(books.receipts.size);
    expect(books.log.checkpoints.length).toBeGreaterThan(0);
  });

  test('proves a transaction offline, by a file and the key alone, and no changed one', async () => {
    const { out } = await folio('proof', 'key', '--data', cloud.dataDir, '--tenant', 'acme');
    const file = join(folder, 'proof.json');
    const got = await folio('proof', 'get', made[4] ?? '', '--out', file, '--data', cloud.dataDir, '--tenant', 'acme');
    expect([got.code, got.out]).toEqual([0, expect.stringContaining('is leaf')]);
    const verified = await folio('proof', 'verify', file, '--key', out.trim());
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining(`Proved: ${made[4]}`)]);
    const text = await readFile(file, 'utf8');
    const changed = join(folder, 'changed.json');
    await writeFile(changed, text.replace('\\"amount\\":\\"400\\"', '\\"amount\\":\\"401\\"'));
    const refused = await folio('proof', 'verify', changed, '--key', out.trim());
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('Not proved')]);
    const proof = JSON.parse(text);
    const key = books.log.key;
    expect(verifyProof(proof, key)).toEqual({ proved: true, size: expect.any(Number) });
    for (const wrong of [
      { ...proof, leafIndex: proof.leafIndex + 1 },
      { ...proof, salt: proof.salt.replace(/^./, (first: string) => (first === 'A' ? 'B' : 'A')) },
      { ...proof, receipt: { ...proof.receipt, at: '2020-01-01T00:00:00.000Z' } },
      { ...proof, receipt: { ...proof.receipt, more: true } },
      { ...proof, checkpoint: proof.checkpoint.replace(/\n\d+\n/, '\n999\n') },
    ])
      expect(verifyProof(wrong, key).proved).toBe(false);
  }, 120_000);

  test('has a witness vouch for its newest checkpoint, again once it has grown, and never for another log', async () => {
    const witness = await startWitness(books.log.key);
    try {
      const cosign = (...more: readonly string[]) =>
        folio(
          'proof',
          'cosign',
          '--witness',
          witness.url,
          '--witness-key',
          witness.verifier,
          ...more,
          '--data',
          cloud.dataDir,
          '--tenant',
          'acme',
        );
      const first = await cosign();
      expect([first.code, first.out]).toEqual([0, expect.stringContaining('\u2014 witness.example/test ')]);
      const seen = witness.seen();
      expect(seen).toBeGreaterThan(1);
      made.push(
        (
          await acme.post('/v1/transactions', {
            currency: 'USD',
            postings: [{ from: 'alice', to: 'bob', amount: '1' }],
          })
        ).body.id,
      );
      const file = join(folder, 'cosigned.txt');
      const again = await eventually(
        () => cosign('--out', file),
        () => witness.seen() > seen,
        60_000,
      );
      expect([again.code, again.out]).toEqual([0, expect.stringContaining('vouches at')]);
      const note = await readFile(file, 'utf8');
      expect(openNote(note, books.log.key)).toBeDefined();
      const [key] = [readWitnessKey(witness.verifier)];
      expect(key && cosignedAt(note, key)).toBeGreaterThan(1_700_000_000);
      witness.pretend(Buffer.alloc(32, 1));
      const other = await cosign();
      expect([other.code, other.out]).toEqual([1, expect.stringContaining('not consistent')]);
    } finally {
      await witness.stop();
    }
  }, 120_000);

  test('shows its checkpoints and tiles to all for ever, and what is no tile to nobody', async () => {
    const open = { token: null } as const;
    const newest = await acme.call('GET', '/.well-known/folio-log/checkpoint', open);
    expect([newest.status, newest.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const size = Number(newest.text.split('\n')[1]);
    const bundle = await acme.call('GET', `/.well-known/folio-log/tile/entries/000.p/${size}`, open);
    expect([bundle.status, bundle.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(bundle.text).not.toContain('acme');
    for (const path of [
      'tile/0/000',
      'tile/0/001.p/1',
      'tile/7/000.p/1',
      'tile/0/x000/000.p/1',
      'checkpoint/9999999',
      'tile/0/000.p/257',
    ])
      expect([path, (await acme.call('GET', `/.well-known/folio-log/${path}`, open)).status]).toEqual([path, 404]);
  });

  test('shows a receipt’s proof to its tenant alone', async () => {
    const globex = cloud.client('globex');
    expect((await globex.get(`/v1/transactions/${made[0]}/proof`)).status).toBe(404);
    expect((await globex.get('/v1/log/leaves?from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z')).body.data).toEqual(
      [],
    );
    expect((await acme.get(`/v1/transactions/${made[0]}/proof`)).body.receipt.id).toBe(made[0]);
    const token = await acme.token('ledger:read');
    expect((await acme.call('GET', `/v1/transactions/${made[0]}/proof`, { token })).status).toBe(403);
  });

  test('the audit names each of 100 and more edits, removals, insertions, swaps and backdatings', () => {
    const all = plantings(books);
    expect(all.length).toBeGreaterThanOrEqual(100);
    const missed = all.filter(({ changed, where, name }) => {
      const found = audit(changed);
      return !found.some((one) => one.where === where && one.name.includes(name));
    });
    expect(missed.map(({ what }) => what)).toEqual([]);
  });

  test('a mistake planted in a copy of the audit is noticed by those changes, each of a dozen', async () => {
    const worker = join(import.meta.dirname, '..', 'support', 'audit-worker.ts');
    const auditedBy = async (bug: (typeof AUDIT_BUGS)[number] | undefined): Promise<Audited> => {
      const { program, remove } = await builtWith('audit', bug === undefined ? [] : [bug], worker);
      try {
        const [audited] = (await once(new Worker(program, { workerData: books }), 'message')) as unknown as readonly [
          Audited,
        ];
        return audited;
      } finally {
        remove();
      }
    };
    expect(await auditedBy(undefined)).toEqual({ found: 0, missed: [] });
    const unnoticed: string[] = [];
    for (const bug of AUDIT_BUGS) {
      const { found, missed } = await auditedBy(bug);
      if (found === 0 && missed.length === 0) unnoticed.push(bug.says);
    }
    expect(unnoticed).toEqual([]);
  }, 120_000);

  /** Changes an item of a table, audits what the API says then, and puts it back. */
  const planted = async (table: string, pk: string, sk: string, change: (item: Item) => Item | undefined) => {
    const Key = { pk: { S: pk }, sk: { S: sk } };
    const { Item: item } = await store.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
    if (item === undefined) throw new Error(`${table} has no ${pk} ${sk}`);
    const after = change(item);
    if (after === undefined) await store.send(new DeleteItemCommand({ TableName: table, Key }));
    else await store.send(new PutItemCommand({ TableName: table, Item: { ...after } }));
    const found = audit(await readAll());
    await store.send(new PutItemCommand({ TableName: table, Item: item }));
    return found.map(({ where, name }) => `${where} ${name}`);
  };

  test('the audit names what is changed in the tables themselves, by the calls that clients have', async () => {
    const [, , second = ''] = made;
    const receipt = (change: (item: Item) => Item | undefined) =>
      planted(tables.ledger, `acme#T#${second}`, 'T', change);
    expect(await receipt((item) => ({ ...item, b: { S: item.b?.S?.replaceAll('"200"', '"201"') ?? '' } }))).toContain(
      `receipt ${second}`,
    );
    expect(await receipt(() => undefined)).toContain(`receipt ${second}`);
    expect(await receipt((item) => ({ ...item, at: { N: String(Number(item.at?.N) - 86_400_000) } }))).toContain(
      `receipt ${second}`,
    );
    const entry = await planted(tables.ledger, 'acme#A#bob', `E#${'2'.padStart(15, '0')}`, () => undefined);
    expect(entry).toContain('entry bob USD 2');
    const flipped = await planted(tables.proof, '#log#E#0', '000', (item) => {
      const [first = 0, ...rest] = item.b?.B ?? [];
      return { ...item, b: { B: Buffer.of(first ^ 1, ...rest) } };
    });
    expect(flipped).toContain('leaf 0');
    expect(flipped.some((one) => one.startsWith('checkpoint'))).toBe(true);
    expect(audit(await readAll())).toEqual([]);
    const told = await folio('audit', '--data', cloud.dataDir, '--tenant', 'acme');
    expect([told.code, told.out]).toEqual([0, expect.stringContaining('no difference')]);
  }, 240_000);
});
