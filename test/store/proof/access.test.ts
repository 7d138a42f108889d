import { createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { liveClock, liveRandom } from '../../../functions/kernel/core/live-ports.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { getCallProofRoute } from '../../../functions/proof/handlers/api/get-call-proof.ts';
import { listCallsRoute } from '../../../functions/proof/handlers/api/list-calls.ts';
import { buildOnAccess } from '../../../functions/proof/handlers/on-access.ts';
import type { LogKey } from '../../../functions/proof/kms/log-key.ts';
import type { LoggedCall } from '../../../functions/proof/model/call/logged-call.ts';
import { readCheckpoint } from '../../../functions/proof/model/note/checkpoint.ts';
import { rawPublicKey } from '../../../functions/proof/model/note/signed-note.ts';
import { type CallProofDocument, verifyCallProof } from '../../../functions/proof/model/verify-proof.ts';
import { findCheckpoint } from '../../../functions/proof/store/queries/checkpoints.ts';
import { readHead } from '../../../functions/proof/store/relay/head.ts';
import { callLog, type LogStore, receiptLog } from '../../../functions/proof/store/table/log-store.ts';
import { createTable, domainTable } from '../../support/domain-table.ts';
import { sdkClientFor } from '../../support/dynamo.ts';
import { type Fault, faultyCalls, NO_FAULT } from '../../support/faults.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';

const BEGIN = Date.parse('2026-11-30T23:59:58.500Z');
const pair = generateKeyPairSync('ed25519');
const publicKey = rawPublicKey(createPublicKey(pair.privateKey).export({ format: 'der', type: 'spki' }));
const verifier = { name: 'folio-access-log/test', publicKey };
const key: LogKey = {
  sign: async (text) => sign(null, Buffer.from(text), pair.privateKey),
  verifier: async () => verifier,
};
const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} } as never;
const context = { getRemainingTimeInMillis: () => 30_000 } as never;

const line = (at: number, tenant = at % 3 === 0 ? 'globex' : 'acme', status = 200): string =>
  JSON.stringify({
    ...{ requestId: `req-${at}`, at: String(BEGIN + at * 300), route: 'GET /v1/accounts', status: String(status) },
    ...{ tenant, clientId: tenant === '-' ? '-' : 'cli_1' },
  });
const batch = (lines: readonly string[]) => {
  const logEvents = lines.map((message, at) => ({ id: String(at), timestamp: 0, message }));
  const data = gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents })).toString('base64');
  return { awslogs: { data } };
};

const faulty = (client: DynamoDBClient, fault: Fault): { readonly dynamo: Dynamo; readonly count: () => number } => {
  const calls = faultyCalls(fault, true);
  const send = (command: { readonly input: object; readonly constructor: { readonly name: string } }) =>
    calls.around(command.constructor.name, command.input, () => client.send(command as never));
  return { dynamo: { send: send as Dynamo['send'] }, count: calls.count };
};

await onEachEngine((engine) => {
  const client = sdkClientFor(engine.endpoint);
  afterAll(() => client.destroy());
  const fresh = async (): Promise<LogStore> => {
    const table = `proof-${randomUUID()}`;
    await createTable(client, domainTable(table, []));
    return callLog({ dynamo: client, table, clock: liveClock, random: liveRandom });
  };
  const run = (store: LogStore, lines: readonly string[]) =>
    buildOnAccess(store, key, { clock: liveClock, log: silent })(batch(lines), context).then(
      () => true,
      () => false,
    );
  const deps = (store: LogStore) => ({ ...store, key, callKey: key, ask: undefined as never, codeVersion: 'test' });

  const listed = async (store: LogStore, tenant: string) => {
    const found: { readonly call: LoggedCall; readonly leafIndex: number; readonly salt: string }[] = [];
    const to = formatTime(BEGIN + 3_600_000);
    for (let from: string | null = formatTime(BEGIN - 1_000); from !== null; ) {
      const call = { caller: { tenant }, query: { from, to } } as never;
      const body = (await listCallsRoute(deps(store)).handle(call)).body as {
        readonly data: typeof found;
        readonly next: string | null;
      };
      found.push(...body.data);
      from = body.next;
    }
    return found;
  };
  const proofOf = async (store: LogStore, tenant: string, requestId: string, at: string) => {
    const call = { caller: { tenant }, query: { requestId, at } } as never;
    return (await getCallProofRoute(deps(store)).handle(call)).body as CallProofDocument;
  };
  /** Each of these calls once, numbered without a gap for each tenant, signed for and proved. */
  const assertLog = async (store: LogStore, size: number, tenants: readonly string[]): Promise<void> => {
    const head = await readHead(store);
    const tree = readCheckpoint((await findCheckpoint(store))?.note ?? '', verifier);
    expect([head.size, tree?.size]).toEqual([size, size]);
    for (const tenant of tenants) {
      const calls = await listed(store, tenant);
      const byLeaf = calls.toSorted((a, b) => a.leafIndex - b.leafIndex);
      expect(byLeaf.map(({ call }) => call.number)).toEqual(calls.map((_, at) => at + 1));
      expect(new Set(calls.map(({ call }) => call.requestId)).size).toBe(calls.length);
      for (const { call } of calls) {
        const proof = await proofOf(store, tenant, call.requestId, call.at);
        expect(proof.call).toEqual(call);
        expect(verifyCallProof(proof, verifier)).toEqual({ proved: true, size });
        expect(verifyCallProof({ ...proof, call: { ...call, status: 500 } }, verifier).proved).toBe(false);
      }
    }
  };
  const numbers = Array.from({ length: 12 }, (_, at) => at + 1);

  describe('the access log', () => {
    test('has each call once, numbered for its tenant and proved, however batches are cut, doubled and reordered', async () => {
      const store = await fresh();
      for (const some of [numbers.slice(4, 9), numbers.slice(0, 6), numbers.toReversed(), numbers])
        expect(
          await run(
            store,
            some.map((at) => line(at)),
          ),
        ).toBe(true);
      await assertLog(store, 12, ['acme', 'globex']);
      expect((await listed(store, 'acme')).length).toBe(8);
      expect(await listed(store, 'nobody')).toEqual([]);
    });

    test('has each call once where three runs are handed the same at once', async () => {
      const store = await fresh();
      const orders = [numbers, numbers.toReversed(), numbers.slice(5).concat(numbers.slice(0, 5))];
      const took = await Promise.all(
        orders.map((order) =>
          run(
            store,
            order.map((at) => line(at)),
          ),
        ),
      );
      expect(took).toEqual([true, true, true]);
      await assertLog(store, 12, ['acme', 'globex']);
    });

    test('is whole after a death before or after any call, and the batch that is run again', async () => {
      const first = numbers.slice(0, 3).map((at) => line(at));
      const second = numbers.slice(2, 6).map((at) => line(at));
      const counted = faulty(client, NO_FAULT);
      const quiet = await fresh();
      await run(quiet, first);
      await run({ ...quiet, dynamo: counted.dynamo }, second);
      expect(counted.count()).toBeGreaterThan(5);
      for (let call = 1; call <= counted.count(); call += 1)
        for (const when of ['before', 'after'] as const) {
          const store = await fresh();
          await run(store, first);
          const { dynamo } = faulty(client, (at) => (at === call ? when : undefined));
          expect(await run({ ...store, dynamo }, second)).toBe(false);
          expect(await run(store, second)).toBe(true);
          await assertLog(store, 6, ['acme', 'globex']);
        }
    });

    test('takes more tenants and more calls of a second than one commit has room for', async () => {
      const store = await fresh();
      const tenants = Array.from({ length: 80 }, (_, at) => `tenant-${at}`);
      const one = (requestId: string, tenant: string) =>
        JSON.stringify({ ...JSON.parse(line(1, tenant)), requestId, at: String(BEGIN) });
      const many = Array.from({ length: 1_500 }, (_, at) => one(`many-${at}`, 'acme'));
      expect(await run(store, [...tenants.map((tenant, at) => one(`one-${at}`, tenant)), ...many])).toBe(true);
      expect((await readHead(store)).size).toBe(1_580);
      const calls = await listed(store, 'acme');
      expect(new Set(calls.map(({ call }) => call.number)).size).toBe(1_500);
      expect(Math.max(...calls.map(({ call }) => call.number ?? 0))).toBe(1_500);
      const last = calls.at(-1)?.call as LoggedCall;
      const proof = await proofOf(store, 'acme', last.requestId, last.at);
      expect(verifyCallProof(proof, verifier)).toEqual({ proved: true, size: 1_580 });
    });

    test('has what came beside a line that nobody can read, for which the batch fails', async () => {
      const store = await fresh();
      expect(await run(store, [line(1), '{"half', line(2)])).toBe(false);
      await assertLog(store, 2, ['acme']);
    });

    test('shows a denied call without a tenant to whoever was told its request id, and lists it for nobody', async () => {
      const store = await fresh();
      const at = formatTime(BEGIN + 300);
      expect(await run(store, [line(1, '-', 401), line(2, 'acme', 403)])).toBe(true);
      const later = formatTime(BEGIN + 25_000);
      const proof = await proofOf(store, 'globex', 'req-1', later);
      expect(proof.call).toMatchObject({ requestId: 'req-1', at, tenant: null, number: null, status: 401 });
      expect(verifyCallProof(proof, verifier)).toEqual({ proved: true, size: 2 });
      expect((await listed(store, 'acme')).map(({ call }) => call.status)).toEqual([403]);
      await expect(proofOf(store, 'globex', 'req-2', at)).rejects.toThrow('The access log has no such call');
      await expect(proofOf(store, 'globex', 'req-1', formatTime(BEGIN + 60_000))).rejects.toThrow('no such call');
      await expect(proofOf(store, 'acme', 'req-9', formatTime(Date.now()))).rejects.toThrow('No checkpoint covers it');
    });

    test('is another log than that of receipts, and signs nothing more once an entry was changed', async () => {
      const store = await fresh();
      await run(store, [line(1), line(2)]);
      expect((await readHead(receiptLog(store))).size).toBe(0);
      const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
      const Item = { pk: { S: '#calls#E#0' }, sk: { S: '000' }, b: { B: Buffer.alloc(128) } };
      await client.send(new PutItemCommand({ TableName: store.table, Item }));
      expect(await run(store, [line(4)])).toBe(false);
      expect((await findCheckpoint(store))?.size).toBe(2);
    });
  });
});
