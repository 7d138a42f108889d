import { describe, expect, test } from '@jest/globals';
import { emptyBucket } from '../../../bin/stage/buckets.ts';
import { type DestroyPorts, destroyStage } from '../../../bin/stage/destroy-stage.ts';
import { readStacks, type Stacks } from '../../../bin/stage/stacks.ts';
import { cloudFormation, stack } from './cloudformation.ts';

const ORDER = ['try1-Folio-Platform', 'try1-Folio-Registry', 'try1-Folio-Ledger'];

const ports = (stacks: Stacks, more: Partial<DestroyPorts> = {}): DestroyPorts => ({
  stacks,
  empty: async () => 0,
  parameters: { list: async () => [], remove: async () => undefined },
  clock: { now: () => 0, sleep: async () => undefined },
  say: () => undefined,
  ...more,
});

describe('a throw-away stage that is destroyed', () => {
  test('goes from the last stack to the first, each bucket emptied before its stack, and takes its pins along', async () => {
    const stacks = cloudFormation(
      ORDER.map((name) => stack(name)),
      {
        'try1-Folio-Ledger': [
          { logicalId: 'Aside', physicalId: 'aside-1', type: 'AWS::S3::Bucket', status: 'CREATE_COMPLETE' },
          { logicalId: 'V', physicalId: 'fn:1', type: 'AWS::Lambda::Version', status: 'DELETE_SKIPPED' },
        ],
      },
    );
    const pins = Array.from({ length: 23 }, (_, index) => `/try1-folio/release/${index}`);
    const removed: string[][] = [];
    const done = await destroyStage(
      ports(stacks, {
        empty: async (bucket) => {
          stacks.calls.push(`empty ${bucket}`);
          return 7;
        },
        parameters: { list: async () => pins, remove: async (names) => void removed.push([...names]) },
      }),
      await stacks.list('try1-'),
      ORDER,
    );
    expect(stacks.calls).toEqual([
      'empty aside-1',
      'delete try1-Folio-Ledger',
      'delete try1-Folio-Registry',
      'delete try1-Folio-Platform',
    ]);
    // AWS takes ten names at once.
    expect(removed.map((names) => names.length)).toEqual([10, 10, 3]);
    expect(removed.flat()).toEqual(pins);
    expect(done).toMatchObject({ objects: 7, parameters: 23, left: [] });
  });

  test('is refused whole where one stack is protected', async () => {
    const stacks = cloudFormation(ORDER.map((name, index) => stack(name, 'CREATE_COMPLETE', index === 1)));
    const done = destroyStage(ports(stacks), await stacks.list('try1-'), ORDER);
    await expect(done).rejects.toThrow('try1-Folio-Registry: protected from deletion');
    expect(stacks.calls).toEqual([]);
  });

  test('says what a template kept, and stops at a stack that does not go', async () => {
    const kept = [{ logicalId: 'T', physicalId: 'table-1', type: 'AWS::DynamoDB::Table', status: 'DELETE_SKIPPED' }];
    const stacks = cloudFormation([stack('try1-Folio-Ledger')], { 'try1-Folio-Ledger': kept });
    const { left } = await destroyStage(ports(stacks), await stacks.list('try1-'), ORDER);
    expect(left).toEqual(['AWS::DynamoDB::Table table-1']);
    const stuck = { ...stacks, get: async () => stack('try1-Folio-Ledger', 'DELETE_FAILED') };
    const done = destroyStage(ports(stuck), [stack('try1-Folio-Ledger')], ORDER);
    await expect(done).rejects.toThrow('could not be deleted');
  });
});

test('a bucket is emptied page by page, marks of deletion and all', async () => {
  const there = Array.from({ length: 2_500 }, (_, index) => ({ key: `k${index}`, id: `v${index}` }));
  const count = await emptyBucket(
    {
      versions: async (_, max) => there.slice(0, max),
      removeVersion: async (_, { id }) =>
        void there.splice(
          there.findIndex((one) => one.id === id),
          1,
        ),
    },
    'bucket',
  );
  expect([count, there]).toEqual([2_500, []]);
});

test('stacks are read from the answer of CloudFormation, whatever lists they hold and however their elements are ordered', () => {
  const xml = `<DescribeStacksResponse><DescribeStacksResult><Stacks>
    <member><Outputs><member><OutputKey>A</OutputKey></member></Outputs><StackName>Folio-A</StackName>
      <StackStatus>CREATE_COMPLETE</StackStatus><EnableTerminationProtection>true</EnableTerminationProtection><StackId>arn:a</StackId></member>
    <member><StackId>arn:b</StackId><StackName>Folio-B</StackName><Tags><member><Key>k</Key><Value>v</Value></member></Tags>
      <StackStatus>ROLLBACK_COMPLETE</StackStatus></member>
    </Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  expect(readStacks(xml)).toEqual([
    { id: 'arn:a', name: 'Folio-A', status: 'CREATE_COMPLETE', isProtected: true },
    { id: 'arn:b', name: 'Folio-B', status: 'ROLLBACK_COMPLETE', isProtected: false },
  ]);
});
