import { describe, expect, test } from '@jest/globals';
import { openEngine } from '../../local/dynamodb/engine.ts';
import { livePorts } from '../../local/dynamodb/ports.ts';
import { key, TABLE, type Tried, tried, triedBy } from './support/engine.ts';

/** Items of the drill with many; a million in docs/runbooks/restore.md. */
const MANY = Number(process.env.FOLIO_TEST_RESTORE_ITEMS ?? 5_000);
const WITHIN_MS = 300_000;
const ACCOUNTS = 100;

let now = Date.UTC(2026, 10, 1);
const ports = { ...livePorts, now: () => now };
const SECOND = 1_000;

const put = (one: Tried, pk: string, more: object) => one.call('PutItem', { Item: { ...key(pk), ...more } });
const restore = (one: Tried, more: object) =>
  one.engine.call('RestoreTableToPointInTime', { SourceTableName: 'things', TargetTableName: 'again', ...more });
const refused = (one: Tried, more: object): Promise<string> =>
  restore(one, more).then(
    () => 'done',
    (error: Error & { code?: string }) => `${error.code}`,
  );
const itemsOf = async (one: Tried, TableName: string, more: object = {}): Promise<readonly string[]> => {
  const { Items } = JSON.parse(await one.engine.call('Scan', { TableName, ...more }));
  return Items.map((item: object) => JSON.stringify(item)).sort();
};

describe('a table that is restored to a point in time', () => {
  test('is as the other was, whatever was put, changed and deleted since, and so are its indexes', async () => {
    const one = await tried({ ports });
    await put(one, 'stays', { g: { S: 'x' }, n: { N: '1' } });
    await put(one, 'changes', { g: { S: 'x' } });
    await put(one, 'goes', { g: { S: 'y' } });
    const then = { items: await itemsOf(one, 'things'), index: await itemsOf(one, 'things', { IndexName: 'by-g' }) };
    const at = now / 1_000;
    now += SECOND;
    await put(one, 'changes', { g: { S: 'z' } });
    now += SECOND;
    await put(one, 'changes', { n: { N: '3' } });
    await one.call('DeleteItem', { Key: key('goes') });
    await put(one, 'comes', { g: { S: 'x' } });
    const latest = await itemsOf(one, 'things');
    await restore(one, { RestoreDateTime: at });
    expect(await itemsOf(one, 'again')).toEqual(then.items);
    expect(await itemsOf(one, 'again', { IndexName: 'by-g' })).toEqual(then.index);
    // The other one is as it was.
    expect(await itemsOf(one, 'things')).toEqual(latest);
    const { Table } = JSON.parse(await one.engine.call('DescribeTable', { TableName: 'again' }));
    expect([Table.StreamSpecification, Table.DeletionProtectionEnabled, Table.TableStatus]).toEqual([
      undefined,
      false,
      'ACTIVE',
    ]);
  });

  test('can be as it is now, and is refused for times that nobody can go back to', async () => {
    const one = await tried({ ports });
    const before = now / 1_000;
    now += SECOND;
    await put(one, 'a', {});
    now += SECOND;
    await put(one, 'b', {});
    const first = now / 1_000;
    now += SECOND;
    await put(one, 'c', {});
    expect(await refused(one, { RestoreDateTime: before })).toBe('InvalidRestoreTimeException');
    expect(await refused(one, { RestoreDateTime: (now + SECOND) / 1_000 })).toBe('InvalidRestoreTimeException');
    expect(await refused(one, {})).toBe('ValidationException');
    expect(await refused(one, { SourceTableName: 'nothing', UseLatestRestorableTime: true })).toBe(
      'ResourceNotFoundException',
    );
    // What consumers of the stream have passed is taken away, and with it the way back.
    const [, second] = await one.engine.feed.read('things', 0, 10);
    await one.engine.feed.trim('things', second?.sequence ?? 0);
    expect(await refused(one, { RestoreDateTime: first })).toBe('InvalidRestoreTimeException');
    expect(await refused(one, { UseLatestRestorableTime: true })).toBe('done');
    expect(await itemsOf(one, 'again')).toEqual(await itemsOf(one, 'things'));
    expect(await refused(one, { UseLatestRestorableTime: true })).toBe('ResourceInUseException');
  });

  test(
    `of ${MANY} items is whole within five minutes: each history without a gap, and all money zero`,
    async () => {
      const engine = await openEngine();
      try {
        await engine.call('CreateTable', TABLE);
        const one = triedBy(engine);
        const perAccount = Math.ceil(MANY / ACCOUNTS);
        const write = async (pk: string, from: number, to: number, amount: (index: number) => number) => {
          for (let start = from; start <= to; start += 25) {
            const versions = Array.from({ length: Math.min(25, to - start + 1) }, (_, index) => start + index);
            const puts = versions.map((version) => ({
              PutRequest: { Item: { ...key(pk, version), a: { N: String(amount(version)) } } },
            }));
            await engine.call('BatchWriteItem', { RequestItems: { things: puts } });
          }
        };
        const names = Array.from({ length: ACCOUNTS }, (_, index) => `account-${index}`);
        // Two accounts each pay the other: what one has in a version, the other has less.
        await Promise.all(
          names.map((pk, index) => write(pk, 1, perAccount, (version) => (index % 2 === 0 ? version : -version))),
        );
        const at = Date.now() / 1_000;
        while (Date.now() / 1_000 <= at) await new Promise((resolve) => setTimeout(resolve, 1));
        await write('account-0', 1, perAccount, () => 666);
        const began = performance.now();
        await restore(one, { RestoreDateTime: at });
        let [total, count] = [0n, 0];
        for (const pk of names) {
          let next = 1;
          let from: object | undefined;
          do {
            const { Items, LastEvaluatedKey } = JSON.parse(
              await engine.call('Query', {
                TableName: 'again',
                KeyConditionExpression: 'pk = :pk',
                ExpressionAttributeValues: { ':pk': { S: pk } },
                ...(from === undefined ? {} : { ExclusiveStartKey: from }),
              }),
            );
            for (const item of Items) {
              if (Number(item.sk.N) !== next) throw new Error(`${pk} has a gap at ${next}`);
              next += 1;
              total += BigInt(item.a.N);
              count += 1;
            }
            from = LastEvaluatedKey;
          } while (from !== undefined);
        }
        expect([count, total]).toEqual([perAccount * ACCOUNTS, 0n]);
        expect(performance.now() - began).toBeLessThan(WITHIN_MS);
      } finally {
        await engine.close();
      }
    },
    2 * WITHIN_MS,
  );
});
