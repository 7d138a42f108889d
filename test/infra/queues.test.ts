import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { EventRoute } from '../../lib/platform/event-route.ts';
import { WorkQueue } from '../../lib/platform/work-queue.ts';
import { newFixture, OWNERSHIP, synthesize, TOPIC, template } from './support/fixture.ts';

const withQueue = () => {
  const fixture = newFixture();
  const queue = new WorkQueue(fixture.stack, 'Work', {
    ...OWNERSHIP,
    domain: 'fixture',
    consumer: fixture.fn,
    key: fixture.key,
    alarmTopicArn: TOPIC,
    batchSize: 10,
    maxConcurrency: 5,
    lateAfterSeconds: 300,
  });
  return { fixture, queue };
};

describe('a work queue', () => {
  const { fixture } = withQueue();
  const built = template(fixture);

  test('hides a message for six times what its function may take, and parks it after three hours of tries', () => {
    built.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 120,
      RedrivePolicy: { deadLetterTargetArn: Match.anyValue(), maxReceiveCount: 90 },
    });
  });

  test('feeds the alias, message by message, a bounded number at a time', () => {
    const [alias] = Object.keys(built.findResources('AWS::Lambda::Alias'));
    built.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: alias },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
  });

  test('rings when work is late, when a message is parked, and at once when one can never be read', () => {
    for (const [metric, above] of [
      ['ApproximateAgeOfOldestMessage', 300],
      ['ApproximateNumberOfMessagesVisible', 0],
      ['poison', 0],
    ]) {
      built.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: metric,
        Threshold: above,
        ComparisonOperator: 'GreaterThanThreshold',
      });
    }
  });

  test('is encrypted with the domain key and refuses plain connections, and so are its dead letters', () => {
    const queues = Object.values(built.findResources('AWS::SQS::Queue'));
    expect(queues).toHaveLength(2);
    for (const queue of queues) expect(queue.Properties.KmsMasterKeyId).toBeDefined();
    built.resourceCountIs('AWS::SQS::QueuePolicy', 2);
  });
});

describe('an event route', () => {
  const { fixture, queue } = withQueue();
  new EventRoute(fixture.stack, 'Route', {
    busName: 'folio',
    event: { source: 'ledger', detailType: 'ledger.TransactionPosted', version: 2 },
    to: queue,
    key: fixture.key,
  });

  test('passes the rules', () => {
    expect(synthesize(fixture)).toEqual([]);
  });

  test('takes one version of one event of one source', () => {
    template(fixture).hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'folio',
      EventPattern: {
        source: ['ledger'],
        'detail-type': ['ledger.TransactionPosted'],
        detail: { version: [2] },
      },
    });
  });

  test('tries for a day, and then parks the event instead of dropping it', () => {
    template(fixture).hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        {
          DeadLetterConfig: { Arn: Match.anyValue() },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    });
  });

  test('lets only its own rule write to the queue and to its dead letters', () => {
    const built = template(fixture);
    const [rule] = Object.keys(built.findResources('AWS::Events::Rule'));
    const allowed = Object.values(built.findResources('AWS::SQS::QueuePolicy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(2);
    for (const statement of allowed) {
      expect(statement).toMatchObject({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
      });
    }
  });
});
