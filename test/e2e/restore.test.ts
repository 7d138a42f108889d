import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { awsCalls } from '../../bin/client/aws-calls.ts';
import { localAws } from '../../bin/client/local-aws.ts';
import { runningLocal } from '../../bin/client/target.ts';
import { jsonService } from '../../functions/kernel/aws/aws-call.ts';
import { invokeFunction } from '../../functions/kernel/aws/invoke-function.ts';
import { accountKey, transactionKey } from '../../functions/ledger/store/table/keys.ts';
import { checkInvariants } from '../support/api-invariants.ts';
import { bankOf } from '../support/bank.ts';
import { type Answer, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

/** Transfers of the drill; a million items by `FOLIO_TEST_RESTORE_ITEMS`, in test/engine/restore.test.ts. */
const TRANSFERS = Number(process.env.FOLIO_TEST_RESTORE_TRANSFERS ?? 120);
const ACCOUNTS = 8;
const LOST = 10;
/** Each page of the old stream has a thousand records at most. */
const PAGES_MAX = 1_000;
/** What the republish task takes at once. */
const RECORDS_MAX = 10_000;
const SETTLES_MS = 60_000;

const run = promisify(execFile);
let cloud: LocalCloud | undefined;
afterAll(async () => cloud?.stop());

const folio = async (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> => {
  const all = ['bin/folio.ts', ...args, '--data', cloud?.dataDir ?? ''];
  return run(process.execPath, all, { env: { ...process.env, ...env }, maxBuffer: 1 << 26 }).then(
    ({ stdout }) => stdout,
    (error: { code: number; stdout: string; stderr: string }) => {
      throw new Error(`folio ${args.join(' ')} ended with ${error.code}:\n${error.stdout}${error.stderr}`);
    },
  );
};

const restored = z.object({
  source: z.string(),
  table: z.string(),
  option: z.object({ 'folio:restored-tables': z.string() }),
});
const described = z.object({ Table: z.object({ LatestStreamArn: z.string() }) });
const stream = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) });
const iterator = z.object({ ShardIterator: z.string() });
const page = z.object({ Records: z.array(z.custom<DynamoDBRecord>()), NextShardIterator: z.string().optional() });
const parameter = z.object({ Parameter: z.object({ Value: z.string() }) });

/** What a person does by hand in AWS' own tools: read the old table's stream, run the task that fills up. */
const operator = async (dataDir: string) => {
  const call = await awsCalls({ target: 'local', data: dataDir });
  const table = jsonService(call('DYNAMODB'), 'dynamodb', 'DynamoDB_20120810', '1.0');
  const streams = jsonService(call('DYNAMODB_STREAMS'), 'dynamodb', 'DynamoDBStreams_20120810', '1.0');
  const ssm = jsonService(call('SSM'), 'ssm', 'AmazonSSM', '1.1');
  const Name = '/folio/ledger/republish-alias-arn';
  const { Parameter } = await ssm('GetParameter', { Name }, parameter);
  return {
    /** Records of the table as they were written up to a second; what is newer tells of what is undone. */
    recordsUpTo: async (TableName: string, second: number): Promise<readonly DynamoDBRecord[]> => {
      const { Table } = await table('DescribeTable', { TableName }, described);
      const StreamArn = Table.LatestStreamArn;
      const { StreamDescription } = await streams('DescribeStream', { StreamArn }, stream);
      const found: DynamoDBRecord[] = [];
      for (const { ShardId } of StreamDescription.Shards) {
        const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
        let next: string | undefined = (await streams('GetShardIterator', from, iterator)).ShardIterator;
        for (let count = 0; next !== undefined && count < PAGES_MAX; count += 1) {
          const got: z.infer<typeof page> = await streams('GetRecords', { ShardIterator: next }, page);
          if (got.Records.length === 0) break;
          found.push(...got.Records);
          next = got.NextShardIterator;
        }
      }
      return found.filter(({ dynamodb }) => Number(dynamodb?.ApproximateCreationDateTime) <= second);
    },
    republish: async (payload: object): Promise<unknown> =>
      JSON.parse((await invokeFunction(call('LAMBDA'), Parameter.Value, SETTLES_MS)(payload)).text),
  };
};

test('a ledger and its release log, destroyed on a running cloud, are as they were at a time and go on from there', async () => {
  cloud = await startLocal({ args: ['--restorable', '1h'] });
  const { dataDir } = cloud;
  const acme = cloud.client('acme');
  const bank = bankOf(acme, 'drill');
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, () => bank.account(10_000)));
  const at = (index: number): string => accounts[index % ACCOUNTS] ?? '';
  const paid: Answer[] = [];
  const pay = (n: number) => bank.pay(at(n), at(n * 3 + 1), 1 + (n % 7), {}, `drill-${n}`);
  for (let n = 0; n < TRANSFERS; n += 4)
    paid.push(...(await Promise.all([n, n + 1, n + 2, n + 3].map((one) => pay(one)))));
  const done = paid.filter(({ status }) => status === 201);
  expect(done.length).toBeGreaterThan(TRANSFERS / 2);
  const balances = async () => Promise.all(accounts.map((id) => bank.balance(id)));
  const before = await balances();
  const time = new Date();
  // Streams tell whole seconds: what comes after is in another one.
  await pause(1_100);

  // Work goes on, and then somebody's script deletes receipts and writes a balance.
  const undone = await Promise.all(
    Array.from({ length: LOST }, (_, n) => bank.pay(at(n), at(n + 1), 5, {}, `lost-${n}`)),
  );
  for (const { status } of undone) expect(status).toBe(201);
  const local = await runningLocal(dataDir);
  if (local === undefined) throw new Error('the local cloud is gone');
  const client = new DynamoDBClient({ ...localAws(local), endpoint: local.dynamodbUrl });
  const first = JSON.parse(
    await folio({}, 'restore', 'ledger', '--target', 'local', '--to', time.toISOString(), '--json'),
  );
  const ledger = restored.parse(first);
  for (const { body } of done.slice(0, LOST))
    await client.send(new DeleteItemCommand({ TableName: ledger.source, Key: { ...transactionKey('acme', body.id) } }));
  await client.send(
    new UpdateItemCommand({
      TableName: ledger.source,
      Key: { ...accountKey('acme', at(0)) },
      UpdateExpression: 'SET #one = :one',
      ExpressionAttributeNames: { '#one': 'credits' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }),
  );
  client.destroy();
  expect((await acme.get(`/v1/transactions/${done[0]?.body.id}`)).status).toBe(404);

  // The release log too, and both take over by one deployment.
  const told = { FOLIO_RESTORED_TABLES: ledger.option['folio:restored-tables'] };
  const second = JSON.parse(await folio(told, 'restore', 'registry/Log', '--target', 'local', '--json'));
  const option = restored.parse(second).option['folio:restored-tables'];
  expect(option.split(',').map((one) => one.split('=')[0])).toEqual(['ledger/Store', 'registry/Log']);
  const env = { FOLIO_RESTORED_TABLES: option };
  // What was destroyed may ring, and no release begins under an alarm.
  await folio(env, 'deploy', '--bake', '0ms', '--despite-alarms');

  // What the relay had not come to at that time, then what follows from the receipts alone.
  const { recordsUpTo, republish } = await operator(dataDir);
  const records = await recordsUpTo(ledger.source, Math.floor(time.getTime() / 1_000));
  expect(records.length).toBeGreaterThan(TRANSFERS);
  for (let from = 0; from < records.length; from += RECORDS_MAX)
    await republish({ records: records.slice(from, from + RECORDS_MAX) });
  const window = { from: new Date(time.getTime() - 3_600_000).toISOString(), to: time.toISOString() };
  // Without a token: it has come to the end.
  expect(await republish({ tenant: 'acme', ...window })).toEqual({ receipts: done.length + ACCOUNTS });

  // As it was: balances, receipts, replays. What came after is undone, and its keys are free again.
  expect(await balances()).toEqual(before);
  for (const [n, { status, body }] of paid.entries()) {
    if (status !== 201) continue;
    expect((await acme.get(`/v1/transactions/${body.id}`)).body).toMatchObject({ id: body.id });
    expect((await pay(n)).body).toEqual(body);
  }
  for (const { body } of undone) expect((await acme.get(`/v1/transactions/${body.id}`)).status).toBe(404);
  await checkInvariants(acme, accounts, ['@world']);
  for (const id of accounts) {
    const past = encodeURIComponent(time.toISOString());
    const { body } = await eventually(
      () => acme.get(`/v1/accounts/${id}/balance?at=${past}`),
      (answer) => answer.body.complete === true,
    );
    expect([id, body.complete]).toEqual([id, true]);
  }

  // And it goes on: by the new table's own stream, and across a restart that is told the same.
  expect((await bank.pay(at(0), at(1), 5, {}, 'lost-0')).status).toBe(201);
  await checkInvariants(acme, accounts, ['@world']);
  await folio(env, 'release', 'status');
  await folio(env, 'release', 'history', 'ledger', '--verify');
  await cloud.stop('keep');
  cloud = await startLocal({ dataDir, environment: env });
  const again = cloud.client('acme');
  await checkInvariants(again, accounts, ['@world']);
  const replayed = await bankOf(again, 'drill').pay(at(0), at(1), 5, {}, 'lost-0');
  expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
}, 600_000);
