import { describe, expect, test } from '@jest/globals';
import { reportRoutes } from '../../../functions/catalog/handlers/api/reports.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import { CRITERIA } from '../../../functions/catalog/model/scorecards/criteria.ts';
import { isBelow, scorecardsOf } from '../../../functions/catalog/model/scorecards/score.ts';
import { arn, catalogOf, fn, grant, type Resources, ref, statement, tagged } from './support/fixture.ts';
import { queue, table } from './support/parts.ts';

const cardOf = (id: string, resources: Resources) => {
  const card = scorecardsOf(catalogOf(resources)).find(({ component }) => component === id);
  if (card === undefined) throw new Error(`no scorecard of ${id}`);
  return card;
};
const failed = (id: string, resources: Resources): readonly string[] =>
  cardOf(id, resources)
    .criteria.filter(({ pass }) => !pass)
    .map((one) => one.id);

const alarm = (on: unknown) =>
  tagged('a', 'AWS::CloudWatch::Alarm', { Dimensions: [{ Value: on }], AlarmActions: ['t'] });
const key = tagged('a', 'AWS::KMS::Key', { EnableKeyRotation: true });
const GOOD_TABLE = tagged('a', 'AWS::DynamoDB::Table', {
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  DeletionProtectionEnabled: true,
  SSESpecification: { KMSMasterKeyId: arn('Data') },
});

describe('a scorecard', () => {
  test('of a table that lacks nothing is gold, with all points of each card that applies', () => {
    expect(cardOf('a/store', { Store: GOOD_TABLE, Data: key })).toMatchObject({
      level: 'gold',
      asked: 'silver',
      points: { security: 100, reliability: 100 },
    });
  });

  test('of a table without recovery has no level, whatever else it has', () => {
    const card = cardOf('a/store', { Store: table });
    expect(card.level).toBeUndefined();
    expect(isBelow(card)).toBe(true);
    expect(failed('a/store', { Store: table })).toEqual(['key-of-its-domain', 'recoverable', 'kept-from-deletion']);
  });

  test('has the level below the first one of which something is missing', () => {
    const unprotected = tagged('a', 'AWS::DynamoDB::Table', {
      ...(GOOD_TABLE.Properties as object),
      DeletionProtectionEnabled: false,
    });
    const card = cardOf('a/store', { Store: unprotected, Data: key });
    expect(card).toMatchObject({ level: 'silver', points: { security: 100, reliability: 60 } });
    expect(isBelow(card)).toBe(false);
    expect(isBelow({ ...card, asked: 'gold' })).toBe(true);
  });

  test.each<readonly [string, string, Resources]>([
    ['named-actions', 'a/api', { ...fn('Api'), R: grant('ApiRole', statement('sqs:*', arn('Work'))), Work: queue }],
    ['named-resources', 'a/api', { ...fn('Api'), R: grant('ApiRole', statement('dynamodb:GetItem', '*')) }],
    ['own-role', 'a/second', { ...fn('Api'), Second: tagged('a', 'AWS::Lambda::Function', { Role: arn('ApiRole') }) }],
    ['key-of-its-domain', 'a/work', { Work: queue }],
    ['key-rotated', 'a/data', { Data: tagged('a', 'AWS::KMS::Key') }],
    ['objects-kept', 'a/aside', { Aside: tagged('a', 'AWS::S3::Bucket') }],
    [
      'parked-rings',
      'a/dead',
      { Dead: queue, Work: tagged('a', 'AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: arn('Dead') } }) },
    ],
    ['taken-back-by-alarms', 'a/api', fn('Api')],
    ['alarms', 'a/api', { ...fn('Api'), One: alarm(ref('Api')), Two: alarm(ref('Api')) }],
    ['watched', 'a/work', { Work: queue }],
    ['traced', 'a/api', fn('Api')],
    ['own-log', 'a/api', fn('Api')],
    [
      'declared-events',
      'a/api',
      {
        ...fn('Api'),
        Bus: tagged('a', 'AWS::Events::EventBus'),
        R: grant(
          'ApiRole',
          statement('events:PutEvents', arn('Bus'), { Condition: { StringEquals: { 'events:detail-type': ['a.B'] } } }),
        ),
      },
    ],
    [
      'declared-route',
      'a/GET /v1/a',
      {
        Gate: { Type: 'AWS::ApiGatewayV2::Api' },
        Route: tagged('a', 'AWS::ApiGatewayV2::Route', { ApiId: ref('Gate'), RouteKey: 'GET /v1/a' }),
      },
    ],
  ])('fails %s where it is missing', (criterion, component, resources) => {
    expect(failed(component, resources)).toContain(criterion);
  });

  test('leaves out of the points what does not apply', () => {
    expect(scorecardsOf(catalogOf({ Data: tagged('a', 'AWS::KMS::Key', { KeyUsage: 'SIGN_VERIFY' }) }))).toEqual([]);
  });

  test('is listed for those below what their tier asks alone, where they are asked for', async () => {
    const graph = graphOf(catalogOf({ Good: GOOD_TABLE, Data: key, Poor: table }));
    const [list] = reportRoutes(async () => ({ graph }) as never, {} as never);
    const listed = async (query: object) => {
      const { body } = await list.handle({ query, requestId: 'r', caller: { tenant: 'acme' } } as never);
      const { data } = JSON.parse(String(body)) as { readonly data: readonly { readonly component: string }[] };
      return data.map((one) => one.component);
    };
    expect(await listed({})).toEqual(expect.arrayContaining(['a/good', 'a/poor']));
    expect(await listed({ below: 'true' })).toContain('a/poor');
    expect(await listed({ below: 'true' })).not.toContain('a/good');
  });

  test('says of every criterion how to mend it, and weighs it', () => {
    expect(new Set(CRITERIA.map(({ id }) => id)).size).toBe(CRITERIA.length);
    for (const { mend, weight } of CRITERIA) expect([mend !== '', weight > 0]).toEqual([true, true]);
  });
});
