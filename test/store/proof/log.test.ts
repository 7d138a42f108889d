import { createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { liveClock, liveRandom } from '../../../functions/kernel/core/live-ports.ts';
import { canonicalDigest } from '../../../functions/kernel/values/canonical-json.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { buildOnReceipts } from '../../../functions/proof/handlers/on-receipts.ts';
import type { LogKey } from '../../../functions/proof/kms/log-key.ts';
import { rootOf } from '../../../functions/proof/model/merkle/frontier.ts';
import { leafHash } from '../../../functions/proof/model/merkle/hashing.ts';
import {
  consistencyProof,
  inclusionProof,
  type Tree,
  verifyConsistency,
  verifyInclusion,
} from '../../../functions/proof/model/merkle/proofs.ts';
import { readCheckpoint } from '../../../functions/proof/model/note/checkpoint.ts';
import { rawPublicKey } from '../../../functions/proof/model/note/signed-note.ts';
import { entryLeaf, logEntry, saltOf } from '../../../functions/proof/model/receipt/log-entry.ts';
import { findCheckpoint } from '../../../functions/proof/store/queries/checkpoints.ts';
import { leavesFrom, leavesIn } from '../../../functions/proof/store/queries/leaves.ts';
import { logHashes, readBundle } from '../../../functions/proof/store/queries/tiles.ts';
import { readHead } from '../../../functions/proof/store/relay/head.ts';
import { findSecret } from '../../../functions/proof/store/relay/log-secret.ts';
import { type LogStore, receiptLog } from '../../../functions/proof/store/table/log-store.ts';
import { thrownBy } from '../../simulation/machine/fate.ts';
import { createTable, domainTable } from '../../support/domain-table.ts';
import { sdkClientFor } from '../../support/dynamo.ts';
import { type Fault, faultyCalls, NO_FAULT } from '../../support/faults.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { runs } from '../../support/runs.ts';

const BEGIN = Date.parse('2026-11-30T10:59:58.500Z');
const pair = generateKeyPairSync('ed25519');
const publicKey = rawPublicKey(createPublicKey(pair.privateKey).export({ format: 'der', type: 'spki' }));
const verifier = { name: 'folio-log/test', publicKey };
const key: LogKey = {
  sign: async (text) => sign(null, Buffer.from(text), pair.privateKey),
  verifier: async () => verifier,
};

interface Receipt {
  readonly tenant: string;
  readonly id: string;
  readonly at: number;
  readonly digest: string;
}
/** Crockford digits of a number, as long as ids are. */
const idOf = (number: number): string => `${number % 3 === 0 ? '' : 'txn_'}${String(number).padStart(26, '0')}`;
const receipt = (number: number, tenant = number % 5 === 0 ? 'other' : 'acme'): Receipt => ({
  tenant,
  id: idOf(number),
  at: BEGIN + Math.floor(number / 7) * 400,
  digest: canonicalDigest({ number }),
});

const message = (tenant: string, receipts: readonly Receipt[]): string =>
  JSON.stringify({
    detail: {
      ...{ eventId: 'evt_x', tenant, occurredAt: formatTime(BEGIN), version: 1, correlationId: 'x', causationId: 'x' },
      hops: 0,
      data: { receipts: receipts.map(({ id, at, digest }) => ({ id, at: formatTime(at), digest })) },
    },
  });

/** Messages of one tenant each. */
const messages = (receipts: readonly Receipt[]): readonly string[] =>
  [...Map.groupBy(receipts, ({ tenant }) => tenant)].map(([tenant, some]) => message(tenant, some));

const faulty = (
  client: DynamoDBClient,
  fault: Fault,
  staysDead = true,
): { readonly dynamo: Dynamo; readonly count: () => number } => {
  const calls = faultyCalls(fault, staysDead);
  const send = (command: { readonly input: object; readonly constructor: { readonly name: string } }) =>
    calls.around(command.constructor.name, command.input, () => client.send(command as never));
  return { dynamo: { send: send as Dynamo['send'] }, count: calls.count };
};

const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

await onEachEngine((engine) => {
  // The log holds bytes, which the short way of tests does not write.
  const client = sdkClientFor(engine.endpoint);
  afterAll(() => client.destroy());
  const fresh = async (): Promise<LogStore> => {
    const table = `proof-${randomUUID()}`;
    await createTable(client, domainTable(table, []));
    return receiptLog({ dynamo: client, table, clock: liveClock, random: liveRandom });
  };
  /** One run of the sequencer: true where it took all messages. */
  const run = async (store: LogStore, bodies: readonly string[]): Promise<boolean> => {
    const handler = buildOnReceipts(store, key, { clock: liveClock, log: silent as never });
    const Records = bodies.map((body, at) => ({ messageId: String(at), body, attributes: {}, eventSourceARN: 'a:b' }));
    // What it throws leaves all messages in the queue.
    const answer = await handler({ Records } as never, {} as never).catch(() => undefined);
    return answer?.batchItemFailures.length === 0;
  };

  /** Everything that must hold of a log that these receipts were told to, at every checkpoint that it has. */
  const assertLog = async (store: LogStore, receipts: readonly Receipt[]): Promise<readonly Tree[]> => {
    const head = await readHead(store);
    expect(head.size).toBe(new Set(receipts.map(({ tenant, id }) => `${tenant}#${id}`)).size);
    const newest = await findCheckpoint(store);
    const tree = readCheckpoint(newest?.note ?? '', verifier);
    expect(tree).toEqual({ size: head.size, root: Buffer.from(rootOf(head)) });
    const read = logHashes(store);
    const secret = (await findSecret(store)) ?? new Uint8Array();
    const seen = new Set<number>();
    for (const { tenant, id, at, digest } of receipts) {
      const index = (await leavesIn(store, { tenant, second: Math.floor(at / 1_000) })).get(id) ?? -1;
      seen.add(index);
      const leaf = entryLeaf(logEntry(saltOf(secret, tenant, id), id, digest));
      const bundle = await readBundle(store, Math.floor(index / 256));
      expect(Buffer.from(entryLeaf(bundle[index % 256] as never))).toEqual(Buffer.from(leaf));
      const path = await inclusionProof(read, index, head.size);
      expect(verifyInclusion(leaf, index, head.size, path, (tree as Tree).root)).toBe(true);
    }
    expect(seen.size).toBe(head.size);
    const trees: Tree[] = [];
    for (let atMost = head.size; atMost > 0; ) {
      const kept = await findCheckpoint(store, atMost);
      if (kept === undefined) break;
      const earlier = readCheckpoint(kept.note, verifier) as Tree;
      expect(verifyConsistency(earlier, tree as Tree, await consistencyProof(read, earlier.size, head.size))).toBe(
        true,
      );
      trees.unshift(earlier);
      atMost = earlier.size - 1;
    }
    return trees;
  };

  describe('the log of receipts', () => {
    test('has each receipt once and a checkpoint over it, however messages are cut, doubled and reordered', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 25 }), {
            minLength: 1,
            maxLength: 5,
          }),
          async (batches) => {
            const store = await fresh();
            const told = batches.map((numbers) => numbers.map((number) => receipt(number)));
            for (const some of told) expect(await run(store, messages(some))).toBe(true);
            await assertLog(store, told.flat());
          },
        ),
        { numRuns: runs(6, 3) },
      );
    });

    test('has each receipt once where three workers are told the same at once', async () => {
      const store = await fresh();
      const all = Array.from({ length: 40 }, (_, number) => receipt(number + 1));
      const orders = [all, all.toReversed(), all.slice(20).concat(all.slice(0, 20))];
      const took = await Promise.all(orders.map((order) => run(store, messages(order))));
      expect(took).toEqual([true, true, true]);
      await assertLog(store, all);
    });

    test('is whole after a death before or after any call, and the message that comes again', async () => {
      const first = Array.from({ length: 3 }, (_, number) => receipt(number + 4));
      const second = Array.from({ length: 4 }, (_, number) => receipt(number + 5));
      const counted = faulty(client, NO_FAULT);
      const quiet = await fresh();
      await run(quiet, messages(first));
      await run({ ...quiet, dynamo: counted.dynamo }, messages(second));
      expect(counted.count()).toBeGreaterThan(5);
      for (let call = 1; call <= counted.count(); call += 1)
        for (const when of ['before', 'after'] as const) {
          const store = await fresh();
          await run(store, messages(first));
          const { dynamo } = faulty(client, (at) => (at === call ? when : undefined));
          expect(await run({ ...store, dynamo }, messages(second))).toBe(false);
          expect(await run(store, messages(second))).toBe(true);
          await assertLog(store, [...first, ...second]);
        }
    });

    test.each(['throttled', 'conflict', 'failed', 'lost'] as const)(
      'loses and doubles nothing where any call in turn is %s, and the message comes again',
      async (fate) => {
        const told = Array.from({ length: 4 }, (_, number) => receipt(number + 5));
        const counted = faulty(client, NO_FAULT);
        await run({ ...(await fresh()), dynamo: counted.dynamo }, messages(told));
        for (let call = 1; call <= counted.count(); call += 1) {
          const store = await fresh();
          // A lost answer is one of which the effect is there: the process lives on without it.
          const fault: Fault = (at, name) =>
            at !== call ? undefined : fate === 'lost' ? 'after' : thrownBy(name.replace('Command', ''), fate);
          await run({ ...store, dynamo: faulty(client, fault, false).dynamo }, messages(told));
          expect(await run(store, messages(told))).toBe(true);
          await assertLog(store, told);
        }
      },
    );

    test('has what came beside a message that nobody can read, which alone stays', async () => {
      const store = await fresh();
      const told = [receipt(1, 'acme'), receipt(2, 'acme')];
      const handler = buildOnReceipts(store, key, { clock: liveClock, log: silent as never });
      const bodies = ['{"half', ...messages(told), message('acme', [{ ...receipt(3, 'acme'), digest: 'none' }])];
      const Records = bodies.map((body, at) => ({ messageId: String(at), body, attributes: {} }));
      const { batchItemFailures } = await handler({ Records } as never, {} as never);
      expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['0', '2']);
      await assertLog(store, told);
    });

    test('grows past tiles and keeps every checkpoint, each the beginning of the next', async () => {
      const store = await fresh();
      const all = Array.from({ length: 1_300 }, (_, number) => receipt(number + 1, 'acme'));
      for (const size of [1, 255, 1, 300, 743]) {
        const head = await readHead(store);
        expect(await run(store, messages(all.slice(head.size, head.size + size)))).toBe(true);
      }
      const some = all.filter((_, at) => at % 97 === 0 || at === 1_299);
      const head = await readHead(store);
      expect(head.size).toBe(1_300);
      const read = logHashes(store);
      const sizes = [1, 256, 257, 557, 1_300];
      const trees = await Promise.all(
        sizes.map(async (size) => readCheckpoint((await findCheckpoint(store, size))?.note ?? '', verifier)),
      );
      expect(trees.map((tree) => tree?.size)).toEqual(sizes);
      for (const tree of trees)
        expect(
          verifyConsistency(tree as Tree, trees.at(-1) as Tree, await consistencyProof(read, tree?.size ?? 0, 1_300)),
        ).toBe(true);
      for (const { tenant, id, at } of some)
        expect((await leavesIn(store, { tenant, second: Math.floor(at / 1_000) })).get(id)).toBe(
          all.findIndex((one) => one.id === id),
        );
    });

    test('tells a tenant its own leaves of a time and no others', async () => {
      const store = await fresh();
      const all = Array.from({ length: 60 }, (_, number) => receipt(number + 1));
      for (const one of all) if (Number(one.id.slice(-2)) % 10 === 1) await run(store, messages([one]));
      await run(store, messages(all));
      const found = [];
      const until = Math.floor((BEGIN + 60_000) / 1_000);
      for (let second = Math.floor(BEGIN / 1_000); second <= until; ) {
        const page = await leavesFrom(store, { tenant: 'acme', second }, until);
        found.push(...page.entries);
        second = page.next;
      }
      const own = all.filter(({ tenant }) => tenant === 'acme');
      expect(found.map(({ receiptId }) => receiptId).toSorted()).toEqual(own.map(({ id }) => id).toSorted());
      for (const { receiptId, second } of found)
        expect(second).toBe(Math.floor((own.find(({ id }) => id === receiptId)?.at ?? 0) / 1_000));
    });

    test('signs nothing more once an entry was changed, and its messages stay', async () => {
      const store = await fresh();
      await run(store, messages([receipt(1, 'acme'), receipt(2, 'acme')]));
      const read = await readBundle(store, 0);
      const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
      const swapped = Buffer.concat(
        [read[1]?.id, read[1]?.digest, read[0]?.id, read[0]?.digest].map((one) => one ?? Buffer.alloc(0)),
      );
      await client.send(
        new PutItemCommand({
          TableName: store.table,
          Item: { pk: { S: '#log#E#0' }, sk: { S: '000' }, b: { B: swapped } },
        }),
      );
      expect(leafHash(entryLeaf((await readBundle(store, 0))[0] as never))).not.toEqual(
        leafHash(entryLeaf(read[0] as never)),
      );
      expect(await run(store, messages([receipt(3, 'acme')]))).toBe(false);
      expect((await findCheckpoint(store))?.size).toBe(2);
    });
  });
});
