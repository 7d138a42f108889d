import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { DomainKey } from '../../lib/platform/domain-key.ts';
import { HttpTarget } from '../../lib/platform/http-routes.ts';
import type { ReleaseIdentity } from '../../lib/platform/release-identity.ts';
import { ReleasedFunction } from '../../lib/platform/released-function.ts';
import { WorkQueue } from '../../lib/platform/work-queue.ts';
import { OWNERSHIP, TOPIC } from './support/fixture.ts';
import { newApp, type Resources } from './support/folio.ts';

interface Change {
  readonly limit?: string;
  readonly code?: string;
  readonly owner?: string;
  readonly release?: ReleaseIdentity;
}

const synth = ({ limit = '10', code = '// 1', owner = 'tests', release }: Change): Resources => {
  const stack = new Stack(newApp(), 'Fixture');
  const key = new DomainKey(stack, 'Key', 'fixture');
  const fn = new ReleasedFunction(stack, 'Api', {
    ...OWNERSHIP,
    owner,
    domain: 'fixture',
    code: Code.fromInline(code),
    environment: { LIMIT: limit },
    timeoutSeconds: 10,
    memoryMb: 256,
    key,
    alarmTopicArn: TOPIC,
    ...(release === undefined ? {} : { release }),
  });
  new HttpTarget(stack, 'Target', { apiId: 'api', target: fn });
  new WorkQueue(stack, 'Work', {
    ...OWNERSHIP,
    domain: 'fixture',
    consumer: fn,
    key,
    alarmTopicArn: TOPIC,
    batchSize: 10,
    maxConcurrency: 2,
    lateAfterSeconds: 60,
  });
  return Template.fromStack(stack).toJSON().Resources;
};

const VERSION = 'AWS::Lambda::Version';
const idsOf = (resources: Resources, wanted: (type: string) => boolean): readonly string[] =>
  Object.keys(resources).filter((id) => wanted(resources[id]?.Type ?? ''));

describe('a release', () => {
  const before = synth({});

  test.each<readonly [string, Change]>([
    ['a value of its environment', { limit: '11' }],
    ['its code', { code: '// 2' }],
  ])('that changes %s makes a new version, and every other resource keeps its id', (_what, change) => {
    const after = synth(change);
    const isVersion = (type: string) => type === VERSION;
    expect(idsOf(after, isVersion)).toHaveLength(1);
    expect(idsOf(after, isVersion)).not.toEqual(idsOf(before, isVersion));
    expect(idsOf(after, (type) => !isVersion(type))).toEqual(idsOf(before, (type) => !isVersion(type)));
  });

  test('moves the alias and the alarms on the new version, and touches no permission, mapping, integration or other alarm', () => {
    const after = synth({ limit: '11' });
    const changed = Object.keys(before).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));
    const alarms = changed.filter((id) => before[id]?.Type === 'AWS::CloudWatch::Alarm');
    const types = changed.filter((id) => !alarms.includes(id)).map((id) => before[id]?.Type);
    expect(types.sort()).toEqual(['AWS::Lambda::Alias', 'AWS::Lambda::Function', VERSION]);
    expect(alarms.map((id) => before[id]?.Properties.MetricName).sort()).toEqual(['Errors', 'faults']);
    for (const id of alarms) {
      const [old, next] = [before, after].map((each) => JSON.stringify(each[id]?.Properties.AlarmName));
      // Another name is another alarm, which begins without this one's state.
      expect(old).not.toEqual(next);
    }
  });

  test('that begins to be pinned changes the body of its alias, and nothing else', () => {
    const after = synth({ release: { name: 'api', pin: '/folio/release/fixture/api/pin', probe: 'batch' } });
    expect(Object.keys(after)).toEqual(Object.keys(before));
    const changed = Object.keys(before).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));
    expect(changed.map((id) => before[id]?.Type)).toEqual(['AWS::Lambda::Alias']);
    const [alias] = changed.map((id) => after[id]?.Properties.FunctionVersion['Fn::If']);
    expect(alias.slice(1)).toEqual([
      { Ref: expect.stringContaining('fixtureapipin') },
      { 'Fn::GetAtt': expect.any(Array) },
    ]);
  });

  test('that changes only who owns a function makes no version', () => {
    expect(Object.keys(synth({ owner: 'others' }))).toEqual(Object.keys(before));
  });
});
